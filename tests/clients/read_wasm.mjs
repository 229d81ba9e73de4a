// Read a file with DuckDB's browser engine, under Node: arguments FILE and QUESTIONS.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("@duckdb/duckdb-wasm"));
const duckdb = require(join(folder, "duckdb-node-blocking.cjs"));
const bundle = (name) => ({
  mainModule: join(folder, `duckdb-${name}.wasm`),
  mainWorker: join(folder, `duckdb-node-${name}.worker.cjs`),
});
const database = await duckdb.createDuckDB(
  { mvp: bundle("mvp"), eh: bundle("eh") },
  new duckdb.VoidLogger(),
  duckdb.NODE_RUNTIME,
);
await database.instantiate(() => {});

const [file, questions] = process.argv.slice(2);
database.registerFileBuffer("published.duckdb", new Uint8Array(readFileSync(file)));
const connection = database.connect();
connection.query("attach 'published.duckdb' as published (read_only)");
connection.query("use published");
const answers = JSON.parse(readFileSync(questions, "utf8")).map((question) => [
  connection.query(question.digest).toArray()[0].toArray()[0],
  connection.query(question.all).toArray().length,
]);
const version = `${duckdb.PACKAGE_VERSION}, engine ${database.getVersion()}`;
console.log(JSON.stringify({ version, answers }));
