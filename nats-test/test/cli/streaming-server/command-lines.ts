/**
 * Command lines on which the embedded server must do what the real one does. `{free}`, `{other}`
 * stand for free ports, `{taken}` for one in use, `{folder}` for an empty folder, `{pid}` for the
 * number of no process.
 */

const here = ['-a', '127.0.0.1'];
const apart = [...here, '-p', '{free}'];

/** What Go's flag package refuses: a sentence, then the help, and an end with 0. */
const usage = [
  ['-nope'],
  ['--nope=5'],
  ['-CID', 'a'],
  ['-p'],
  ['-mb'],
  ['-hbi'],
  ['-cid'],
  ['---p'],
  ['-=x'],
  ['--=x'],
  ['-p', 'abc'],
  ['-p', ''],
  ['-p', '1.5'],
  ['-p', '08'],
  ['-p', '99999999999999999999'],
  ['-p=4222x'],
  ['-m', '-'],
  ['-mm', '1_'],
  ['-hbf', '5s'],
  ['-hbi', '5'],
  ['-hbt', 'soon'],
  ['-ma', '1d'],
  ['-ma', '1h-5m'],
  ['-hbi', ''],
  ['-SD=maybe'],
  ['-SD='],
  ['-clustered=2'],
  ['-T=yes'],
  ['-p', 'a"b\n\u0001\u007f\u00e9\u2028'],
  ['-file_auto_sync', 'soon'],
  ['-nope', '-v'],
  ['-v', '-nope'],
  ['-p', 'abc', '-nope'],
];

/** Answers without a server. */
const answers = [
  ['-h'],
  ['--help'],
  ['-help'],
  ['--h'],
  ['-v'],
  ['--version'],
  ['-h=false', '-v'],
  ['-v', '-h'],
  ['-h', '-v'],
  ['-v', 'start'],
  ['-help_tls'],
  ['help'],
  ['HELP'],
  ['version'],
  ['Version', 'foo'],
  ['-v', '-mb', 'abc'],
];

/** Values that mean nothing: a sentence on stderr, and an end with 1. */
const values = [
  ['start'],
  ['-SD', 'false'],
  ['-'],
  [''],
  ['--', 'start'],
  ['--', '-v'],
  ['-t'],
  ['-mb', 'abc'],
  ['-max_bytes', 'abc'],
  ['-mb', 'abc', '-max_bytes', 'xyz'],
  ['-mb', '1.5'],
  ['-mb', '1.5MB'],
  ['-mb', '10 MB'],
  ['-mb', '10MBs'],
  ['-mb', '10b'],
  ['-mb', 'on'],
  ['-mb', '"5"'],
  ['-mb', '+5'],
  ['-mb', '1_000'],
  ['-mb', '99999999999999999999'],
  ['-file_buffer_size', 'big', '-mb', 'abc'],
  ['start', '-mb', 'abc'],
];

const signals = [
  ['-sl', 'quit'],
  ['-sl', 'nope'],
  ['-sl', 'nope={pid}'],
  ['-sl', 'quit={pid}'],
  ['--signal', 'stop={pid}'],
  ['-sl', 'quit=abc'],
  ['-sl', 'quit=a=b'],
  ['-sl', 'quit=a=b=c'],
  ['-sl', 'quit='],
  ['-sl', '={pid}'],
  ['-sl', 'quit=abc', '-mb', 'abc'],
];

/** The log has begun when the server finds that it can't be. */
const failures = [
  [...here, '-p', '99999'],
  [...here, '-p', '-5'],
  [...apart, '-m', '99999'],
  [...here, '-p', '{taken}'],
  [...apart, '-m', '{taken}'],
  [...here, '-p', '{free}', '-m', '{free}'],
  [...here, '-p', '{taken}', '-m', '{taken}'],
  ['-a', '198.51.100.7', '-p', '{free}'],
  ['-a', 'nowhere.invalid', '-p', '{free}', '-T=false'],
  [...apart, '-mc', '-1'],
  [...apart, '-msu', '-1'],
  [...apart, '-mm', '-1'],
  [...apart, '-mb', '-1'],
  [...apart, '-ma', '-1m30s'],
  [...apart, '-mi', '-1s'],
  [...apart, '-mi', '-1s', '-mc', '-7'],
  [...apart, '-st', 'nope', '-mc', '-1', '-cid', 'mine'],
  [...apart, '-P', '{folder}/none/pid'],
  [...apart, '-P', '{folder}'],
  [...apart, '-l', '{folder}/none/log'],
  [...apart, '-l', '{folder}'],
  [...here, '-p', '{taken}', '-l', '{folder}/log'],
];

/** A server starts; it is ended when it is ready. */
const starts = [
  apart,
  ['-p', '{free}', '-m', '{other}'],
  ['-a', '', '-p', '{free}'],
  ['-a', 'localhost', '-p', '{free}'],
  ['--addr=127.0.0.1', '--port={free}', '--http_port={other}'],
  ['-net', '127.0.0.1', '-p', '{free}'],
  [...apart, '-cid', 'ticketing', '-SD'],
  [...apart, '-SDV'],
  [...apart, '-SDV', '-SD=false'],
  [...apart, '-SDV=false', '-SD'],
  [...apart, '-D', '-m', '{other}'],
  [...apart, '-V'],
  [...apart, '-DV', '-SDV'],
  [...apart, '-DV', '-D=false'],
  ['-p', '{free}', '-D'],
  [...apart, '-T=false'],
  [...apart, '-logtime=0', '-T'],
  [...apart, '-mc', '0', '-msu', '0', '-mm', '0', '-mb', '0', '-ma', '0', '-mi', '0'],
  [...apart, '-mc', '7', '-msu', '8', '-mm', '9', '-mb', '10k', '-ma', '1h', '-mi', '1m30s'],
  [...apart, '-mb', '10MB', '-max_bytes', '5MB'],
  [...apart, '-mb', '5; # a comment', '-ma', '1.5h'],
  [...apart, '-ma', '100ms', '-mi', '1ns', '-mb', '1GB'],
  [...apart, '-st', 'memory', '-dir', 'data', '-file_sync', '-io_batch_size', '1'],
  [...apart, '-user', 'me', '-pass', 'secret'],
  [...apart, '-auth', 'token'],
  [...apart, '-clustered=false', '-tls=false', '-ft_group=', '-encrypt=0'],
  [...apart, '-p', '{other}', '-cid', 'a', '--cluster_id', 'b'],
  [...apart, '--'],
  [...apart, '-P', '{folder}/pid'],
  [...apart, '-l', '{folder}/log', '-P', '{folder}/pid', '-SD'],
];

/** The NATS server to stand on is not there, or its URL is none. */
const withoutNats = [
  ['-ns', 'nats://127.0.0.1:{free}'],
  ['-ns', '127.0.0.1:{free}'],
  ['-ns', 'nats://127.0.0.1'],
  ['-ns', 'nats://127.0.0.1:x'],
  ['-ns', 'nats://a:b:c'],
  ['-ns', 'me@127.0.0.1:x'],
  ['-nats_server', 'nats://me:secret@127.0.0.1:{free}', '-P', '{folder}/pid', '-SDV', '-DV'],
  ['-ns', 'nats://127.0.0.1:{free}, nats://127.0.0.1:{other}', '-l', '{folder}/log'],
  [...here, '-ns', 'nats://127.0.0.1:{free}', '-m', '{other}'],
  [...here, '-ns', 'nats://127.0.0.1:{free}', '-st', 'nope'],
  [...apart, '-ns', ''],
];

export const commandLines: readonly (readonly string[])[] = [
  ...usage,
  ...answers,
  ...values,
  ...signals,
  ...failures,
  ...starts,
  ...withoutNats,
];
