/**
 * Behaviours of the real server that the embedded one does not have yet: theme
 * (the argument of conformance()) to the names of its tests. A listed test must
 * fail on the embedded server; once it passes, the suite is red until the line
 * here is gone.
 */
export const knownGaps: Readonly<Record<string, readonly string[]>> = {};

/** How many there are: whoever adds a gap raises this number with open eyes. */
export const knownGapCount = 0;
