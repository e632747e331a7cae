const CLIENT_ID = /^[a-zA-Z0-9_-]+$/;

/** Whether a client may call itself so. */
export function isClientId(text: string): boolean {
  return CLIENT_ID.test(text);
}

/** Whether a channel may be called so: tokens that are not empty; no wildcard and no slash anywhere. */
export function isChannelName(name: string): boolean {
  return !/[/*>]/.test(name) && name.split('.').every((token) => token !== '');
}
