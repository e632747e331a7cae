/** What `import 'nats-test'` gives. */
export { systemClock, type Clock, type Timer } from './base/clock';
export { seededRandom, systemRandom, type Random } from './base/random';
export { virtualClock, type VirtualClock } from './base/virtual-clock';
export {
  FaultError,
  StartError,
  startServer,
  StoreError,
  type EmbeddedServer,
  type Fault,
  type Faults,
  type MessageFacts,
  type MessageFaults,
  type MessageFilter,
  type RepeatOptions,
  type RestartOptions,
  type StartServerOptions,
  type TimesOption,
  type TlsOptions,
  type Which,
} from './server/embedded-server';
export { NatsServerError } from './server/external-server';
export { FlagError } from './server/flags/go-flags';
export { SettingsError, type StoreLimits } from './server/settings';
export { ListenError } from './server/net/tcp-listener';
export { checkListener, CheckError } from './check/check-listener';
export type { ChannelEvent } from './check/events';
export type {
  CheckOptions,
  CheckProgress,
  CommandOptions,
  FunctionOptions,
  ListenerContext,
  RunningListener,
} from './check/options';
export type { Schedule, Step, StepKind } from './check/schedule';
export { CheckSetupError } from './check/setup-error';
export type { CheckFailure, CheckReport, Explored, FailureKind, Warning } from './check/verdict';
