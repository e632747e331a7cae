import { goQuote } from '../../base/go-error-text';
import { isSubscribable, subjectFromText } from '../../protocol/nats/subject';
import type { AuthSettings, UserSettings } from '../broker/authorization';
import type { PermissionSettings, SubjectRules } from '../broker/permissions';
import { at, ConfigError, PlacedError, type Findings } from './config-error';
import {
  goValueText,
  type ConfigItem,
  type ConfigKind,
  type ConfigMap,
  type ConfigPlace,
} from './config-value';
import { entriesOf, want } from './want';
import { refuse } from './refused-keys';

/** The block `authorization`. */
export interface Authorized {
  readonly auth: AuthSettings;
  /** How long a client may take to say who it is; 0 for the default. */
  readonly authTimeoutMs: number;
}

/** The keys of the block. */
interface Said {
  user: string;
  pass: string;
  token: string;
  authTimeoutMs: number;
  users?: readonly UserSettings[];
  permissions?: PermissionSettings;
}

/**
 * Reads the block `authorization`.
 * @throws ConfigError when the block as a whole makes no sense; the rest is among the findings
 */
export function readAuthorization(key: string, item: ConfigItem, findings: Findings): Authorized {
  const said: Said = { user: '', pass: '', token: '', authTimeoutMs: 0 };
  for (const [name, lowerName, value] of entriesOf(want(key, item, 'map'))) {
    findings.attempt(value, () => {
      switch (lowerName) {
        case 'user':
        case 'username':
          said.user = want(name, value, 'string');
          break;
        case 'pass':
        case 'password':
          said.pass = want(name, value, 'string');
          break;
        case 'token':
          said.token = want(name, value, 'string');
          break;
        case 'timeout':
          said.authTimeoutMs = readSeconds(value);
          break;
        case 'users':
          said.users = readUsers(value, findings);
          break;
        case 'default_permission':
        case 'default_permissions':
        case 'permissions':
          said.permissions = readPermissions(value, findings);
          break;
        default:
          noteUnknown(name, value, findings);
      }
    });
  }
  return { auth: together(said), authTimeoutMs: said.authTimeoutMs };
}

/** @throws ConfigError when it says two things that exclude each other */
function together({ user, pass, token, users, permissions }: Said): AuthSettings {
  if ((user !== '' || pass !== '') && token !== '') {
    throw new ConfigError('Cannot have a user/pass and token');
  }
  if (users && user !== '') {
    throw new ConfigError('Can not have a single user/pass and a users array');
  }
  if (users && token !== '') throw new ConfigError('Can not have a token and a users array');
  return {
    ...(user === '' ? {} : { user }),
    ...(pass === '' ? {} : { pass }),
    ...(token === '' ? {} : { token }),
    ...(users && users.length > 0
      ? { users: users.map((one) => (permissions ? { permissions, ...one } : one)) }
      : {}),
  };
}

/** Seconds, whole or not; anything else counts as one, as in the real server. */
function readSeconds({ content: { kind, value } }: ConfigItem): number {
  return (kind === 'int64' || kind === 'float64' ? value : 1) * 1000;
}

function noteUnknown(key: string, item: ConfigItem, findings: Findings): void {
  if (!item.isUsed) findings.errors.push(at(item, `unknown field ${goQuote(key)}`));
}

function readUsers(item: ConfigItem, findings: Findings): readonly UserSettings[] {
  if (item.content.kind !== 'slice') {
    const text = `Expected users field to be an array, got ${goValueText(item.content)}`;
    throw new PlacedError(item, text);
  }
  const users: UserSettings[] = [];
  for (const entry of item.content.value) {
    if (entry.content.kind === 'map') users.push(readUser(entry, entry.content.value, findings));
    else {
      const shown = goValueText(entry.content);
      findings.errors.push(at(entry, `Expected user entry to be a map/struct, got ${shown}`));
    }
  }
  return users;
}

function readUser(entry: ConfigItem, map: ConfigMap, findings: Findings): UserSettings {
  let user = '';
  let pass = '';
  let permissions: PermissionSettings | undefined;
  const nkeys: string[] = [];
  let last = entry;
  for (const [key, name, value] of entriesOf(map)) {
    last = value;
    findings.attempt(value, () => {
      switch (name) {
        case 'nkey':
          nkeys.push(key);
          refuse(key, value, 'nkeys');
          break;
        case 'user':
        case 'username':
          user = want(key, value, 'string');
          break;
        case 'pass':
        case 'password':
          pass = want(key, value, 'string');
          break;
        case 'permission':
        case 'permissions':
        case 'authorization':
          permissions = readPermissions(value, findings);
          break;
        default:
          noteUnknown(key, value, findings);
      }
    });
  }
  if (user === '' && nkeys.length === 0) throw new PlacedError(last, 'User entry requires a user');
  return { user, pass, ...(permissions === undefined ? {} : { permissions }) };
}

function readPermissions(item: ConfigItem, findings: Findings): PermissionSettings {
  if (item.content.kind !== 'map') {
    const text = `Expected permissions to be a map/struct, got ${goValueText(item.content)}`;
    throw new PlacedError(item, text);
  }
  let publish: SubjectRules | undefined;
  let subscribe: SubjectRules | undefined;
  for (const [key, name, value] of entriesOf(item.content.value)) {
    findings.attempt(value, () => {
      switch (name) {
        case 'pub':
        case 'publish':
        case 'import':
          publish = readRules(value, findings);
          break;
        case 'sub':
        case 'subscribe':
        case 'export':
          subscribe = readRules(value, findings);
          break;
        case 'publish_allow_responses':
        case 'allow_responses':
          refuse(key, value, 'permissions for answers');
          break;
        default:
          if (value.isUsed) return;
          findings.errors.push(at(value, `Unknown field ${goQuote(key)} parsing permissions`));
      }
    });
  }
  return {
    ...(publish === undefined ? {} : { publish }),
    ...(subscribe === undefined ? {} : { subscribe }),
  };
}

/** Subjects that are allowed, or a block with `allow` and `deny`. */
function readRules(item: ConfigItem, findings: Findings): SubjectRules | undefined {
  if (item.content.kind !== 'map') return { allow: readSubjects(item, undefined) };
  let rules: SubjectRules | undefined;
  for (const [key, name, value] of entriesOf(item.content.value)) {
    rules ??= {};
    if (name === 'allow' || name === 'deny') {
      findings.attempt(value, () => {
        rules = { ...rules, [name]: readSubjects(value, value) };
      });
    } else if (!value.isUsed) {
      const text = `Unknown field name ${goQuote(key)} parsing subject permissions, only 'allow' or 'deny' are permitted`;
      findings.errors.push(at(value, text));
    }
  }
  return rules;
}

const GO_TYPES: Readonly<Record<ConfigKind, string>> = {
  string: 'string',
  bool: 'bool',
  int64: 'int64',
  float64: 'float64',
  struct: 'time.Time',
  slice: '[]interface {}',
  map: 'map[string]interface {}',
};

/** @param place where errors are; the real server names none when there is no block around */
function readSubjects(item: ConfigItem, place: ConfigPlace | undefined): readonly string[] {
  const { content } = item;
  let subjects: string[];
  if (content.kind === 'string') subjects = [content.value];
  else if (content.kind === 'slice') {
    subjects = content.value.map((one) => {
      if (one.content.kind === 'string') return one.content.value;
      throw new PlacedError(one, 'Subject in permissions array cannot be cast to string');
    });
  } else {
    const text = `Expected subject permissions to be a subject, or array of subjects, got ${GO_TYPES[content.kind]}`;
    throw new PlacedError(place, text);
  }
  const bad = subjects.find((subject) => !isSubscribable(subject));
  if (bad !== undefined) {
    throw new PlacedError(place, `subject ${goQuote(bad)} is not a valid subject`);
  }
  return subjects.map(subjectFromText);
}
