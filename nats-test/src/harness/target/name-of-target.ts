import { shownUrl } from '../client/shown-url';
import type { TargetOptions } from './target';

/** How people call it: `the embedded server`, a path, or a URL without its password. */
export function nameOfTarget(target: TargetOptions): string {
  switch (target.kind) {
    case 'embedded':
      return 'the embedded server';
    case 'process':
      return target.path;
    case 'cluster':
      return `a cluster of ${target.path}`;
    case 'url':
      return shownUrl(target.connection.url);
  }
}
