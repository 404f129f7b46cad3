"""The fifteen questions that any customer may ask, each in more than one wording.

The sample business stands at Tuesday 2026-11-24, 10:00 in New York.
"""

from tests.conftest import BEN, INES, STRANGER, Converse


def test_customer_care(converse: Converse) -> None:
    converse("""
        > my order #12345 seems late, can you check?
        < Order 12345 shipped on Wed, Nov 18 with UPS (tracking 1Z999AA10123456784) and was due Sun, Nov 22, so it is late. A person will check with UPS and text you.
        > question about your return policy
        < You can return unworn items within 30 days of delivery with the receipt or order number, in any store or by mail with the label in the box. Sale items can't be returned.
        > trouble logging in to my account
        < Go to marlowfinch.example/reset and enter the email of your account; the link works for 1 hour. If no email comes within 10 minutes, look in your spam folder.
    """)


def test_orders(converse: Converse) -> None:
    converse("""
        Ben > is my order #12346 ready for pickup?
        < Order 12346 is ready for pickup at our Downtown store, 120 Main St, New York, today 10 am to 7 pm. We hold it until Mon, Nov 30.
        Maya > is my order #12345 ready for pickup?
        < Order 12345 is not for pickup: it goes by UPS to your address. Order 12345 shipped on Wed, Nov 18 with UPS (tracking 1Z999AA10123456784) and was due Sun, Nov 22, so it is late. A person will check with UPS and text you.
        Ines > has order #12351 shipped?
        < Order 12351 has not shipped yet. It is being packed and should ship by Wed, Nov 25.
        Maya > just placed an order, can you confirm the details?
        < Yes, we have order 12352, placed Tue, Nov 24: Trail Runner, grey, size 9.5; wool socks. Total $151.90. Pickup at our Riverside store.
    """)


def test_appointments_and_visits(converse: Converse) -> None:
    converse("""
        > can I move my appointment on saturday at 2:30?
        < Your shoe fitting is on Sat, Nov 28 at 2:30 pm at our Downtown store. These times are open: Fri, Nov 27 at 10:30 am Downtown; Mon, Nov 30 at 11:30 am Riverside; Mon, Nov 30 at 4 pm Downtown; Thu, Dec 3 at 3 pm Riverside. Text the one you want; a person will move it and confirm.
        > how long is the wait for a table?
        < The wait for a table for 2 at our Riverside cafe is about 10 minutes right now.
        > how long is the wait for a table for 4?
        < The wait for a table for 4 at our Riverside cafe is about 25 minutes right now.
        > confirm my shoe fitting at 2:30
        < Yes, your shoe fitting is booked for Sat, Nov 28 at 2:30 pm at our Downtown store.
        > confirm my fitting at 4
        < Your shoe fitting is booked for Sat, Nov 28 at 2:30 pm at our Downtown store. I find no booking for 4 pm.
    """)


def test_products(converse: Converse) -> None:
    converse("""
        > are these shoes wide?
        < The Trail Runner from your order 12352 comes in standard, wide and extra wide.
        > does the Downtown store have the Marlow Loafer?
        < Yes, our Downtown store has the Marlow Loafer in stock in 8, 9 and 10.
        > does the riverside store have the finch boot in size 7?
        < No, our Riverside store does not have the Finch Boot in size 7 today.
        > help me find the right size of the Trail Runner
        < Trail Runner: It runs half a size small: take half a size more than usual. It comes in sizes 7, 8, 8.5, 9, 9.5, 10, 10.5, 11 and 12.
    """)


def test_feedback(converse: Converse) -> None:
    converse("""
        > loved my last visit
        < Thank you, that is good to hear. We will pass it on to the team.
        > your app has problems, can you look into it?
        < Thank you for telling us. A person will look into it. If you can, text us which phone and app version you use.
        > not sure this is the right channel, but I have feedback
        < This is the right place. Text us your feedback here and a person will read it.
    """)


def test_two_questions_in_one_text_are_both_answered(converse: Converse) -> None:
    converse("""
        > what time do you close today? and how long does shipping take?
        < Our Downtown store is open today 10 am to 7 pm. Our Riverside store is open today 9 am to 6 pm. Standard shipping costs $5.95 and takes 3 to 5 business days; express costs $14.95 and takes 2. We ship by UPS within the US only.
    """)


def test_refunds(converse: Converse) -> None:
    converse(
        """
        > where is my refund
        < The refund of $128.00 for order 12290 was sent on Sun, Nov 22 to the card you paid with. Refunds take 5 to 7 business days to show on your card.
        """,
        sender=BEN,
    )
    converse(
        """
        > where is my refund
        < We received your return of order 12301 on Mon, Nov 23. The refund of $139.00 will be sent by Sun, Nov 29. Refunds take 5 to 7 business days to show on your card.
        """,
        sender=INES,
    )


def test_an_order_is_told_only_to_the_number_that_placed_it(converse: Converse) -> None:
    """The same sentence for somebody else's order as for one that does not exist."""
    converse(
        """
        > where is order 12345
        < I find no order 12345 placed with this phone number. A person will look into it.
        > where is order 99999
        < I find no order 99999 placed with this phone number. A person will look into it.
        """,
        sender=STRANGER,
    )
