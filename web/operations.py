"""GET /healthz (the process runs) and GET /readyz (it can record)."""

from flask import Blueprint, Response, jsonify

from storage.contract import StorageUnavailable
from web.services import services

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    try:
        services().bot.store.check()
    except StorageUnavailable as error:
        answer = jsonify(status="not ready", reason=str(error))
        answer.status_code = 503
        return answer
    return jsonify(status="ready")
