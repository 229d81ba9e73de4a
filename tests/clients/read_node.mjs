// Read a file with DuckDB's Node client: arguments FILE and QUESTIONS.
import { readFileSync } from "node:fs";
import duckdb, { DuckDBInstance } from "@duckdb/node-api";

const [file, questions] = process.argv.slice(2);
const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
const connection = await instance.connect();
const answers = [];
for (const question of JSON.parse(readFileSync(questions, "utf8"))) {
  const digest = await connection.runAndReadAll(question.digest);
  const all = await connection.runAndReadAll(question.all);
  answers.push([digest.getRows()[0][0], all.getRowsJson().length]);
}
console.log(JSON.stringify({ version: duckdb.version(), answers }));
