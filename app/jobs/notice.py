"""The job that sends a notice."""

from __future__ import annotations

from app.domain.notice import WAITS, Channel
from app.gateways.delivery import DeliveryUncertainError, NotDeliveredError
from app.gateways.mail import Letter, Mailer, OutboxMailer, SmtpMailer
from app.gateways.sms import GatewayTexter, OutboxTexter, Texter, TextMessage
from app.jobs import Work, job
from app.services import notice_delivery
from app.services.notice import SEND_TASK
from app.services.notice_delivery import Dispatch
from config import Settings


class TryAgainError(Exception):
    """The message did not leave; the queue tries again later."""


@job(SEND_TASK, waits=WAITS)
def send(work: Work, *, notice_id: int) -> None:
    """Send a notice: taken in one transaction, sent in none, reported in another."""
    with work.transaction() as session:
        dispatch = notice_delivery.take(session, notice_id, base_url=work.settings.base_url, now=work.now())
    if dispatch is None:
        return
    try:
        hand_over(dispatch, work.settings)
    except NotDeliveredError as error:
        with work.transaction() as session:
            again = notice_delivery.report_not_sent(
                session, notice_id, str(error), permanent=error.permanent, now=work.now()
            )
        if again:
            raise TryAgainError(str(error)) from error
    except DeliveryUncertainError as error:
        with work.transaction() as session:
            notice_delivery.report_uncertain(session, notice_id, str(error), now=work.now())
    else:
        with work.transaction() as session:
            notice_delivery.report_sent(session, notice_id, now=work.now())


def hand_over(dispatch: Dispatch, settings: Settings) -> None:
    """Give the message to the server, the gateway or the outbox that is set."""
    if dispatch.channel is Channel.SMS:
        message = TextMessage(dispatch.address, dispatch.body, dispatch.identifier, dispatch.written_at)
        texter(settings).send(message)
        return
    letter = Letter(
        to=dispatch.address,
        subject=dispatch.subject,
        body=dispatch.body,
        language=dispatch.language,
        identifier=dispatch.identifier,
        written_at=dispatch.written_at,
    )
    mailer(settings).send(letter)


def mailer(settings: Settings) -> Mailer:
    """The mail server that is set, else the outbox folder."""
    if not settings.smtp_host:
        return OutboxMailer(settings.outbox_dir, settings.mail_from)
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=settings.smtp_password,
        starttls=settings.smtp_starttls,
    )


def texter(settings: Settings) -> Texter:
    """The gateway that is set, else the outbox folder."""
    if not settings.sms_url:
        return OutboxTexter(settings.outbox_dir)
    return GatewayTexter(settings.sms_url, settings.sms_token)
