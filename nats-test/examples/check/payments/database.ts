import { setImmediate } from 'node:timers/promises';
import { Database, type SQLiteValue } from 'node-sqlite3-wasm';

/** An empty database in memory. Give it a path, and it is a file. */
export function openDatabase(): Database {
  const database = new Database();
  database.exec(`
    CREATE TABLE accounts (id TEXT PRIMARY KEY, balance INTEGER NOT NULL);
    CREATE TABLE processed (payment_id TEXT PRIMARY KEY);
  `);
  return database;
}

/** Another database with the same rows: what a listener finds that comes after one that died. */
export function copyDatabase(database: Database): Database {
  const copy = openDatabase();
  for (const table of ['accounts', 'processed']) {
    for (const row of database.all(`SELECT * FROM ${table}`)) {
      const values = Object.values(row) as SQLiteValue[];
      copy.run(`INSERT INTO ${table} VALUES (${values.map(() => '?').join()})`, values);
    }
  }
  return copy;
}

/** All that `work` writes is kept, or nothing of it. */
export function inTransaction(database: Database, work: () => void): void {
  database.exec('BEGIN');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** One statement as a database on a network does it: not at once. */
export async function runLater(
  database: Database,
  sql: string,
  values: SQLiteValue[],
): Promise<{ changes: number }> {
  await setImmediate();
  return database.run(sql, values);
}

/** @returns 0 for an account that is not there */
export function balanceOf(database: Database, accountId: string): number {
  const row = database.get('SELECT balance FROM accounts WHERE id = ?', accountId);
  return Number(row?.['balance'] ?? 0);
}
