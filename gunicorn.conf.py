"""How the bot is served; gunicorn reads this file by itself.

GUNICORN_CMD_ARGS beats what stands here (Render sets --preload): the store is fork-safe anyway.
"""

import os

# One text keeps one core: more would only make the worker threads wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8
timeout = 30
graceful_timeout = 20  # Heroku kills after 30 s
control_socket_disable = True  # 27 would open one in the home folder
accesslog = None  # its lines would hold query strings


def post_worker_init(worker):
    """In each worker, after the fork: the thread of the outgoing webhook would not come through."""
    from web.outgoing import sender
    from web.services import KEY

    sender.start(worker.wsgi.extensions[KEY])
