/**
 * Behaviours of the real server that the embedded one does not have yet: theme
 * (the argument of conformance()) to the names of its tests. A listed test must
 * fail on the embedded server; once it passes, the suite is red until the line
 * here is gone.
 */
export const knownGaps: Readonly<Record<string, readonly string[]>> = {};

const OWN_CONNECTIONS = 'the server has connections of its own there, which count';
const MINUTES = 'takes minutes, and looks at the NATS server alone';

/** Behaviours that a server on the NATS server of another one can't show: theme, name, and why. */
export const notOnExternal: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'nats-limits': {
    'one connection too many is greeted, told and closed': OWN_CONNECTIONS,
    'whoever leaves makes room for another connection': OWN_CONNECTIONS,
  },
  'nats-keepalive': {
    'a client that leaves two PINGs unanswered: -ERR Stale Connection in place of the third, and the connection is closed':
      MINUTES,
    'a client that answers PINGs stays': MINUTES,
  },
};

/** How many there are: whoever adds a gap raises this number with open eyes. */
export const knownGapCount = 0;
