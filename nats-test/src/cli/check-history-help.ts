/** What `nats-test check-history --help` says beside its options. */
export const CHECK_HISTORY_EPILOGUE = `
nats-test verify writes down what each scenario asked for and saw, in a file of
its own: DIR/queue-group.ndjson with --history DIR, else in a temporary folder
that its last line names. This command has the checkers of this version judge
such files again. No server is needed: a verdict stands on its history alone,
so that the same file gets the same verdict on every machine.

Of a folder all *.ndjson are judged. Of several verdicts the worst one counts.

What a file of verify can't be is found: it ends in a digest (SHA-256) of all
that stands before. A file that was changed has no verdict; one that was cut
off, since the run died or the disk was full, is unknown, and what it shows
until there is shown.

--json prints one object: verdict, and histories, each with file, problem (null
when it could be judged), seed, runId, target, name, lesson, expected, verdict,
seen, elapsedMs (of the run), and findings: checker, verdict, seen, and proof,
the operations that show it.

Examples
  nats-test verify --history run1
  nats-test check-history run1                         all that run has written
  nats-test check-history run1/queue-group.ndjson      one of them
  nats-test check-history run1 run2 --json | jq .verdict

Exit status: 0 every history is valid, 1 one is invalid, 2 one is unknown or
can't be read, 130 after Ctrl+C.`;
