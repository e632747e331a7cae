import type { Findings } from './config-error';
import type { ConfigItem } from './config-value';
import { mapOf, noteIgnored } from './store-limits';
import { byName, entriesOf, want, wantDuration } from './want';

/** Options of the file store, by what their values are. */
const OPTIONS = byName<'sync' | 'bool' | 'int64' | 'string' | 'duration'>({
  'sync do_sync sync_on_flush': 'sync',
  'compact compact_enabled crc do_crc': 'bool',
  'compact_frag compact_fragmentation compact_interval compact_min_size': 'int64',
  'buffer_size crc_poly file_descriptors_limit fds_limit parallel_recovery': 'int64',
  'slice_max_msgs slice_max_count slice_msgs slice_count': 'int64',
  'slice_max_bytes slice_max_size slice_bytes slice_size': 'int64',
  'file_read_buffer_size read_buffer_size': 'int64',
  'slice_max_age slice_age slice_max_time slice_time_limit': 'duration',
  'file_auto_sync auto_sync': 'duration',
  'slice_archive_script slice_archive slice_script': 'string',
});

/**
 * Reads the block of the file store; most of it is about how the real server keeps its files.
 * @returns whether to wait for the disk; undefined when the block does not say
 * @throws ConfigError
 */
export function readFileOptions(item: ConfigItem, findings: Findings): boolean | undefined {
  let isSync: boolean | undefined;
  for (const [key, name, value] of entriesOf(mapOf('file options', item))) {
    const kind = OPTIONS.get(name);
    if (kind === undefined) noteIgnored(key, value, findings);
    else if (kind === 'sync') isSync = want(key, value, 'bool');
    else if (kind === 'duration') wantDuration(key, value);
    else want(key, value, kind);
  }
  return isSync;
}
