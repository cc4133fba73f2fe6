// The peer: Hocuspocus as its manual sets it up, with its SQLite extension and, for two processes, Redis.
import { Redis } from "@hocuspocus/extension-redis"
import { SQLite } from "@hocuspocus/extension-sqlite"
import { Server } from "@hocuspocus/server"
import IORedis from "ioredis"

const { PORT, DATABASE, REDIS_SOCKET } = process.env
const extensions = [new SQLite({ database: DATABASE })]
if (REDIS_SOCKET) extensions.push(new Redis({ createClient: () => new IORedis(REDIS_SOCKET) }))

await new Server({ address: "127.0.0.1", port: Number(PORT), quiet: true, extensions }).listen()
