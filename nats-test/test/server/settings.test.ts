import { describe, expect, it } from 'vitest';
import {
  checkSettings,
  defaultSettings,
  SettingsError,
  type ServerSettings,
} from '../../src/server/settings';

/** The message of the SettingsError that the settings must end in. */
function errorOf(changes: Partial<ServerSettings>): string {
  try {
    checkSettings({ ...defaultSettings, ...changes });
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('defaultSettings', () => {
  it('are those of the real server 0.17.0', () => {
    const { clusterId, host, port, monitoringPort, heartbeats, limits } = defaultSettings;

    expect({ clusterId, host, port, monitoringPort, heartbeats, limits }).toEqual({
      clusterId: 'test-cluster',
      host: '0.0.0.0',
      port: 4222,
      monitoringPort: undefined,
      heartbeats: { intervalMs: 30_000, timeoutMs: 10_000, failuresMax: 10 },
      limits: {
        channelsMax: 100,
        subscriptionsMax: 1000,
        msgsMax: 1_000_000,
        bytesMax: 1_024_000_000,
        ageMsMax: 0,
        inactivityMsMax: 0,
      },
    });
  });
});

describe('checkSettings', () => {
  it('gives back what it finds good', () => {
    expect(checkSettings(defaultSettings)).toBe(defaultSettings);
  });

  it.each(['a', 'ticketing', 'a.b', 'a*', 'ü', 'a-b_c:1'])('takes cluster ID %j', (clusterId) => {
    expect(errorOf({ clusterId })).toBe('no error');
  });

  it.each(['', 'a b', 'a\n', '*', '>', 'a.*', 'a.', '.a', 'a..b'])(
    'refuses cluster ID %j, which makes no subject',
    (clusterId) => {
      expect(errorOf({ clusterId })).toContain(`invalid cluster ID '${clusterId}'`);
    },
  );

  it.each([0, 1, 65_535])('takes port %d', (port) => {
    expect(errorOf({ port })).toBe('no error');
    expect(errorOf({ monitoringPort: port })).toBe('no error');
  });

  it.each([-1, 65_536, 1.5, Number.NaN])('refuses port %d', (port) => {
    expect(errorOf({ port })).toContain(`invalid port (-p) ${port}`);
    expect(errorOf({ monitoringPort: port })).toContain(`invalid monitoring port (-m) ${port}`);
  });

  it('refuses one port for two listeners, by both flags, unless each takes a free one', () => {
    expect(errorOf({ port: 0, monitoringPort: 0 })).toBe('no error');
    expect(errorOf({ port: 4333, monitoringPort: 4333 })).toBe(
      'port (-p) and monitoring port (-m) are both 4333: choose another for one of them',
    );
  });

  it.each([0, -5, Number.NaN])('refuses heartbeat times of %d ms', (ms) => {
    const { heartbeats } = defaultSettings;

    expect(errorOf({ heartbeats: { ...heartbeats, intervalMs: ms } })).toContain(
      `invalid heartbeat interval (-hbi) of ${ms} ms`,
    );
    expect(errorOf({ heartbeats: { ...heartbeats, timeoutMs: ms } })).toContain(
      `invalid heartbeat timeout (-hbt) of ${ms} ms`,
    );
  });

  it('refuses a negative number of failures, and takes none at all', () => {
    const { heartbeats } = defaultSettings;

    expect(errorOf({ heartbeats: { ...heartbeats, failuresMax: -1 } })).toContain('(-hbf) of -1');
    expect(errorOf({ heartbeats: { ...heartbeats, failuresMax: 0 } })).toBe('no error');
  });

  it.each([
    ['channelsMax', '-mc'],
    ['subscriptionsMax', '-msu'],
    ['msgsMax', '-mm'],
    ['bytesMax', '-mb'],
    ['ageMsMax', '-ma'],
    ['inactivityMsMax', '-mi'],
  ] as const)('refuses a negative %s by its flag, and takes 0', (key, flag) => {
    const limitsWith = (limit: number): Partial<ServerSettings> => ({
      limits: { ...defaultSettings.limits, [key]: limit },
    });

    expect(errorOf(limitsWith(-1))).toContain(`(${flag}) of -1`);
    expect(errorOf(limitsWith(Number.NaN))).toContain(`(${flag}) of NaN`);
    expect(errorOf(limitsWith(0))).toBe('no error');
  });
});
