"""The pool of the connection pooling document, measured by itself: one request a line on standard input, JSON both ways."""

import asyncio
import json
import sys
import time
from contextlib import asynccontextmanager
from itertools import count

import asyncpg


class DatabasePool:
    """As in the document, with prepared statements off, without which it fails behind a transaction pooler."""

    def __init__(self, url, size):
        self.url = url
        self.size = size
        self.pool = None

    async def init(self):
        self.pool = await asyncpg.create_pool(
            self.url,
            min_size=2,
            max_size=self.size,
            max_queries=50_000,
            max_inactive_connection_lifetime=300,
            statement_cache_size=0,
        )

    @asynccontextmanager
    async def acquire(self):
        async with self.pool.acquire() as connection:
            yield connection


def random(seed):
    """The same numbers as the harness'."""
    state = seed
    while True:
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        yield state / 0x8000_0000


async def asked(callers, millis, one):
    end = time.perf_counter() + millis / 1_000
    numbers = count()

    async def caller():
        while time.perf_counter() < end:
            await one(next(numbers))

    before, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(caller() for _ in range(callers)))
    took, busy, total = time.perf_counter() - before, time.process_time() - used, next(numbers)
    return {"perSecond": total / took, "micros": busy * 1e6 / total}


class Work:
    def __init__(self, db, setup):
        self.db = db
        self.sql = setup["sql"]
        self.keywords = setup["keywords"]
        self.payload = setup["payload"]
        self.documents = [
            (d["url"], d["title"], d["body"], d["source"], d["kind"], bytes.fromhex(d["hash"])) for d in setup["documents"]
        ]

    async def lookup(self, keyword):
        async with self.db.acquire() as connection:
            row = await connection.fetchrow(self.sql["lookup"], keyword)
            if f"{keyword}:" not in json.loads(row["payload"])["summary"]:
                raise ValueError("the payload of another keyword")

    async def insert(self, keyword):
        async with self.db.acquire() as connection:
            await connection.execute(self.sql["insert"], keyword, self.payload)

    async def store(self, keyword):
        async with self.db.acquire() as connection:
            async with connection.transaction():
                await connection.execute(self.sql["researched"], keyword)
                for document in self.documents:
                    await connection.execute(self.sql["document"], keyword, *document)
                await connection.execute(self.sql["insert"], keyword, self.payload)

    async def run(self, request):
        work = request["work"]
        place = f"asyncpg {work} {request['round']}"
        numbers = random(request["round"] + 1)

        def find():
            return self.lookup(f"keyword {int(next(numbers) * self.keywords)}")

        def one(index):
            if work == "inserts":
                return self.insert(f"{place} {index}")
            return self.store(f"{place} {index}") if work == "mixed" and index % 10 == 9 else find()

        return await asked(request["callers"], request["millis"], one)


async def main():
    setup = json.loads(sys.stdin.readline())
    db = DatabasePool(setup["url"], setup["size"])
    await db.init()
    work = Work(db, setup)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await work.run(json.loads(line))), flush=True)
    await db.pool.close()


asyncio.run(main())
