import type { Surroundings } from '../../base/surroundings';
import type { ServerSettings } from '../settings';
import { ConfigError, Findings } from './config-error';
import type { ConfigMap } from './config-value';
import { applyCoreKeys, isCoreKey, type CoreDraft } from './core-keys';
import { parseConfigFile } from './parse-config';
import { noteIgnored } from './store-limits';
import { applyStreamingKeys, isStreamingKey, streamingBlock } from './streaming-keys';
import { entriesOf } from './want';

const NO_KEYS: ConfigMap = new Map<string, never>();

/** A configuration file that was read, whose keys may be taken. */
export class ConfigFile {
  private readonly map: ConfigMap;
  private isForCore = false;

  /**
   * @param isForStreamingAlone core NATS has another file: then the real server's words are others
   * @throws ConfigError
   */
  constructor(path: string, surroundings: Surroundings, isForStreamingAlone = false) {
    try {
      this.map = parseConfigFile(path, surroundings);
    } catch (error) {
      const isUnread = error instanceof ConfigError && /^(open|read) /.test(error.message);
      if (!isForStreamingAlone || !isUnread) throw error;
      throw new ConfigError(`error opening config file: ${error.message}`);
    }
  }

  /**
   * Takes what it says to core NATS.
   * @returns what the real server says of it on standard error and goes on
   * @throws ConfigError; one with all that is wrong
   */
  applyToCore(draft: CoreDraft): readonly string[] {
    const findings = new Findings();
    this.isForCore = true;
    applyCoreKeys(draft, this.map, findings);
    findings.throwIfAny();
    return findings.warnings;
  }

  /**
   * Takes what it says to NATS Streaming: the block `streaming`, or all of it when there is none.
   * @throws ConfigError
   */
  applyToStreaming(before: ServerSettings): ServerSettings {
    const findings = new Findings();
    const block = streamingBlock(this.map);
    const settings = applyStreamingKeys(before, block ?? this.map, findings);
    for (const [key, name, item] of entriesOf(this.map)) {
      const isKnown =
        name === 'streaming' ||
        (this.isForCore && isCoreKey(name)) ||
        (!block && isStreamingKey(name));
      if (!isKnown) noteIgnored(key, item, findings);
    }
    for (const [key, name, item] of entriesOf(block ?? NO_KEYS)) {
      if (!isStreamingKey(name)) noteIgnored(key, item, findings);
    }
    const remarks = [...(settings.remarks ?? []), ...findings.remarks];
    return remarks.length === 0 ? settings : { ...settings, remarks };
  }
}
