/** What `import 'nats-test'` gives. */
export { systemClock, type Clock, type Timer } from './base/clock';
export { seededRandom, systemRandom, type Random } from './base/random';
export { virtualClock, type VirtualClock } from './base/virtual-clock';
export {
  startServer,
  type EmbeddedServer,
  type StartServerOptions,
} from './server/embedded-server';
export { FlagError } from './server/go-flags';
export { SettingsError, type StoreLimits } from './server/settings';
export { ListenError } from './server/tcp-listener';
