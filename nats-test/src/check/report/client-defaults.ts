/** What node-nats-streaming asks for when nobody says how many. */
export const MAX_IN_FLIGHT_DEFAULT = 16384;
