const CLIENT_ID = /^[a-zA-Z0-9_-]+$/;

/** As long as a line of NATS may be: nobody can subscribe or publish to a longer inbox or channel. */
export const NAME_BYTES_MAX = 4096;

/** Whether all of the texts, or bytes, are short enough for a name. */
export function areNames(...names: readonly (string | Uint8Array)[]): boolean {
  return names.every(
    (name) =>
      (typeof name === 'string' ? Buffer.byteLength(name, 'utf8') : name.length) <= NAME_BYTES_MAX,
  );
}

/** Whether a client may call itself so. */
export function isClientId(text: string): boolean {
  return CLIENT_ID.test(text);
}

/** Whether a channel may be called so: tokens that are not empty; no wildcard and no slash anywhere. */
export function isChannelName(name: string): boolean {
  return !/[/*>]/.test(name) && name.split('.').every((token) => token !== '');
}
