/**
 * Behaviours of the real server that the embedded one does not have yet: theme
 * (the argument of conformance()) to the names of its tests. A listed test must
 * fail on the embedded server; once it passes, the suite is red until the line
 * here is gone.
 */
export const knownGaps: Readonly<Record<string, readonly string[]>> = {
  // The pages of core NATS come with the next steps towards 0.17.0's monitoring.
  'monitoring-http': [
    '/varz of core NATS answers there too',
    '/connz of core NATS answers there too',
    '/subsz of core NATS answers there too',
    '/routez of core NATS answers there too',
  ],
};

/** How many there are: whoever adds a gap raises this number with open eyes. */
export const knownGapCount = 4;
