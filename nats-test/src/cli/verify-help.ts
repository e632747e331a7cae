/** What `nats-test verify --help` says beside its options. */
export const VERIFY_EPILOGUE = `
Each lesson of the course is a scenario: clients publish, subscribe, freeze and
close, what they see is recorded, and checkers judge the record. The verdict on
a lesson is valid, invalid (the operations that prove it are shown), or unknown
(something was missing; it says what). nats-test scenarios lists the lessons.

Without --url it starts embedded servers, on free ports, for itself. With --url
it leaves alone what is not its own: it uses 12 channels nats-test.* at most,
and takes its clients and durable names away again, after Ctrl+C too.

--json prints one object: verdict, problem (null when there is none), runId,
target, elapsedMs, historyFolder, and scenarios, each with name, lesson,
expected, verdict, seen, elapsedMs, historyFile, and findings: checker, verdict,
seen, and proof, the operations that show it.

Examples
  nats-test verify                          on the embedded server
  nats-test verify --only queue-group,redelivery
  nats-test verify --url nats://localhost:4222 --cluster ticketing --hbi 5s --hbt 5s --hbf 2
                                            the course's cluster, through
                                            kubectl port-forward service/nats-srv 4222 8222
  nats-test verify --url nats://10.0.0.5:4222 --cluster test-cluster --no-monitoring
                                            lessons that need monitoring are unknown

Exit status: 0 every lesson is valid, 1 one is invalid, 2 one is unknown, the
server can't be reached or what was typed makes no sense, 130 after Ctrl+C.`;
