from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from conftest import OpenWorks
from sqlalchemy import Connection, MetaData

from aftercare_chassis import tables as chassis

SERVICES = ("scheduling", "checkins", "escalations", "notifications", "console")


@pytest.mark.parametrize("service", SERVICES)
async def test_the_migrations_lead_to_the_tables_that_the_code_knows(
    open_works: OpenWorks, service: str
) -> None:
    works = await open_works(f"aftercare_{service}")
    known = MetaData()
    for metadata in (chassis.METADATA, import_module(f"aftercare_{service}.tables").METADATA):
        for table in metadata.tables.values():
            table.to_metadata(known)

    def compare(connection: Connection) -> list[object]:
        found: list[object] = compare_metadata(MigrationContext.configure(connection), known)
        return [one for one in found if "alembic_version" not in str(one)]

    async with works.engine.connect() as connection:
        assert await connection.run_sync(compare) == []
