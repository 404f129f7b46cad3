"""What is said where no view is reached (no such address, wrong method), in each door's format."""

from collections.abc import Callable, Mapping

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from web import sms
from web.problems import problem

DOORS: Mapping[str, Callable[[HTTPException], Response]] = {
    "/sms": sms.http_error,
    "/api/v1/": problem,
}


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)


def http_error(error: HTTPException) -> Response | HTTPException:
    for door, say in DOORS.items():
        if error.code and request.path.startswith(door):
            return say(error)
    return error
