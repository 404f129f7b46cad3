"""Checks a proof with Python and nothing else: python3 check.py proof.json"""

import hashlib
import json
import sys


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def in_order(content: dict[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


with open(sys.argv[1], encoding="utf-8") as file:
    proof = json.load(file)
own = {line["seq"]: line for line in proof["lines"]}
others = {seq: rest for seq, *rest in proof["others"]}
if not own:
    sys.exit("Nothing is on record for this number.")

seal = own[min(own)]["previous"]
for seq in range(min(own), proof["head"]["seq"] + 1):
    if seq in own:
        words = {name: said for name, said in own[seq].items() if name != "seal"}
        if own[seq]["seal"].startswith("2:"):
            del words["seq"], words["previous"]
            seal = "2:" + sha256(f"{seq} {seal} {sha256(in_order(words))}")
        else:  # sealed before November 24, 2026
            seal = sha256(in_order(words | {"previous": seal}))
        if seal != own[seq]["seal"] or own[seq]["number"] != proof["number"]:
            sys.exit(f"Line {seq} was changed.")
        agreed = dict(own[seq].get("details", [])).get("disclosure_sha256")
        shown = proof.get("disclosures", {}).get(own[seq]["disclosure_version"])
        if agreed and shown and sha256(shown["text"]) != agreed:
            sys.exit(f"Line {seq} was said to another disclosure.")
    elif seq not in others:
        sys.exit(f"Line {seq} is missing.")
    else:
        digest, *given = others[seq]
        seal = given[0] if digest is None else "2:" + sha256(f"{seq} {seal} {digest}")
if seal != proof["head"]["seal"]:
    sys.exit("A line after the last of these was changed.")
print(f"Whole: {len(own)} lines of {proof['number']}. The last seal is {seal}")
