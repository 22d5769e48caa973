"""Commands that keep running: the whole portal, or its worker alone."""

import sys

import click


@click.command()
@click.option("--web-only", is_flag=True, help="No worker here: it runs on another machine.")
@click.option("--set-up", "set_up", is_flag=True, help="First do what `portal set-up` does.")
def serve(*, web_only: bool, set_up: bool) -> None:
    """Serve the portal on 127.0.0.1 at PORT (default 8000), with its worker."""
    from portal import serve as parent

    sys.exit(parent.serve(set_up=set_up, web_only=web_only))


@click.command()
def worker() -> None:
    """Keep the search index up to date and send letters, until told to end."""
    import logging

    from portal import indexing
    from portal import worker as working
    from portal.commands.opened import open_database
    from portal.mail.desk import Desk
    from portal.mail.postbox import postbox
    from portal.settings import Settings

    settings = Settings.from_env()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("portal").setLevel(logging.INFO)
    index, desk, box = indexing.of(settings), Desk(settings), postbox(settings)
    with open_database(settings) as database:
        status = working.run(database, index, desk, box, settings.data_dir)
    sys.exit(status)
