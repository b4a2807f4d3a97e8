"""Checking a document without signing in: by its code, by its file, by what its QR code holds."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.documents.revocation import MEDIA_TYPE
from app.domain.paper import format_code, normalise_code
from app.gateways.signing import DemoAuthority, SigningKeys
from app.labels.paper import CHECK_PROBLEMS, DOCUMENT_KINDS, PAYLOAD_PROBLEMS
from app.models import db
from app.queries import paper as papers
from app.services.paper_check import check_file, check_payload
from app.services.revocation import signed_list
from app.web.access import Permission, now, requires, settings
from app.web.verify.forms import CheckForm
from app.web.verify.statuses import public_statuses

blueprint = Blueprint("verify", __name__, url_prefix="/verify")
_LONGEST_PAYLOAD = 2000


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def start() -> str | Response:
    """Ask for the code or the file; a file is checked at once and not kept."""
    form = CheckForm()
    if not form.validate_on_submit():
        return render_template("verify/start.html", form=form)
    if form.file.data:
        checked = check_file(db.session, form.file.data.read(), _keys().roots())
        return render_template(
            "verify/file.html",
            checked=checked,
            kinds=DOCUMENT_KINDS,
            problems=CHECK_PROBLEMS,
            statuses=public_statuses(checked.registered),
        )
    code = normalise_code(form.code.data) or ""
    return redirect(url_for("verify.paper", code=format_code(code)), 303)


@blueprint.get("/<code>")
@requires(Permission.PUBLIC)
def paper(code: str) -> str | Response:
    """What the register says of the paper with ``code``; with ``?p=`` also whether its QR code is genuine."""
    normal = normalise_code(code)
    found = papers.by_code(db.session, normal) if normal else None
    given = request.args.get("p", "")[:_LONGEST_PAYLOAD]
    payload = check_payload(given, _keys(), found) if given else None
    page = render_template(
        "verify/paper.html",
        code=format_code(normal) if normal else code,
        paper=found,
        payload=payload,
        kinds=DOCUMENT_KINDS,
        payload_problems=PAYLOAD_PROBLEMS,
        statuses=public_statuses(found),
    )
    return make_response(page, 200 if found else 404)


@blueprint.get("/root.crt")
@requires(Permission.PUBLIC)
def root() -> Response:
    """The certificate from which trust starts, for checks without this service (PEM)."""
    pem = b"".join(root.public_bytes(Encoding.PEM) for root in _keys().roots())
    response = make_response(pem)
    response.headers["Content-Type"] = "application/x-pem-file"
    response.headers["Content-Disposition"] = 'attachment; filename="qonys-root.crt"'
    return response


@blueprint.get("/bodies.crt")
@requires(Permission.PUBLIC)
def bodies() -> Response:
    """Certificates of the bodies, with which QR codes are checked offline (PEM)."""
    response = make_response(b"".join(each.public_bytes(Encoding.PEM) for each in _keys().certificates()))
    response.headers["Content-Type"] = "application/x-pem-file"
    response.headers["Content-Disposition"] = 'attachment; filename="qonys-bodies.crt"'
    return response


@blueprint.get("/revocations.jws")
@requires(Permission.PUBLIC)
def revocations() -> Response:
    """Every revoked paper, signed by the ministry, for checks without this service (JWS)."""
    response = make_response(signed_list(db.session, _keys(), now=now()))
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = 'attachment; filename="qonys-revocations.jws"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _keys() -> SigningKeys:
    return DemoAuthority(Path(settings().instance_dir) / "keys", now())
