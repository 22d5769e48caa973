"""Commands about people: the first administrator, and mandates."""

from datetime import datetime

import click

from portal.commands.told import refuse

ROLES = ("coordinator", "auditor", "administrator")


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("email")
@click.option("--administrator", is_flag=True, help="Also give the mandate of an administrator.")
def invite(email: str, *, administrator: bool) -> None:
    """Make an account for EMAIL and print the link that sets its password (good for a day).

    The same link is mailed. So the first administrator needs no mail server.
    """
    from email_validator import EmailNotValidError, validate_email

    from portal import access, db
    from portal.accounts import links, queries, services
    from portal.commands.opened import open_database
    from portal.settings import Settings

    settings = Settings.from_env()
    try:
        address = validate_email(
            email, check_deliverability=False, test_environment=True
        ).normalized
    except EmailNotValidError as fault:
        raise click.BadParameter(str(fault), param_hint="EMAIL") from None
    now = db.now()
    with open_database(settings) as database, database.writing() as session:
        made = services.invite(
            session, address, language=settings.locale, by=access.VISITOR, now=now
        )
        held = queries.actor_of(session, made, now).holds(access.Role.ADMINISTRATOR, None)
        if administrator and not held:
            role = access.Role.ADMINISTRATOR
            services.grant_by_command(session, made, role, None, until=None, now=now)
        token = links.make(settings.signing_key(), made, "reset")
    click.echo(f"{settings.base_url}/account/reset/{token}")


@click.group()
def mandate() -> None:
    """Rights over a region and everything in it."""


@mandate.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--region", metavar="CODE", help="Such as 52 or 36.73; without it, the nation.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Its last day, such as 2027-12-31; without it, until it is revoked.",
)
def grant(email: str, role: str, region: str | None, until: datetime | None) -> None:
    """Give EMAIL a mandate. The account must exist: `portal user invite` makes one."""
    from datetime import time, timedelta

    from portal import access, db
    from portal.accounts import queries, services
    from portal.commands.opened import open_database
    from portal.ledger.rules import WIB
    from portal.settings import Settings

    ends = None
    if until is not None:
        ends = datetime.combine(until.date() + timedelta(days=1), time(), WIB)
    settings = Settings.from_env()
    with open_database(settings) as database, database.writing() as session:
        holder = queries.by_email(session, email)
        if holder is None:
            raise refuse(f"there is no account {email}: run `portal user invite {email}`")
        services.grant_by_command(
            session, holder, access.Role(role), region, until=ends, now=db.now()
        )
    click.echo(f"{role} over {region or 'the nation'}: given to {email}")
