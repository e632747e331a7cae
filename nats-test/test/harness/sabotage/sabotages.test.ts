import { describe, expect, it, onTestFinished } from 'vitest';

import { findSabotage, sabotages } from '../../../src/harness/sabotage/all';
import { withRules } from '../../../src/server/tap/tap-streaming';
import { makeTempFolder } from '../../cli/temp-folder';
import { clients } from './sights/clients';
import { deliveries } from './sights/deliveries';
import { publishing } from './sights/publishing';
import { stores } from './sights/stores';
import { subscriptions } from './sights/subscriptions';
import { openStage, type Sights } from './stage';

const sights: Sights = { ...publishing, ...deliveries, ...subscriptions, ...clients, ...stores };

describe('the list of sabotages', () => {
  it('has a name of its own for each, in small letters', () => {
    const names = sabotages.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });

  it('says of each in one sentence what it does', () => {
    expect(sabotages.filter(({ wrong }) => !/^[A-Z][^.]+\.$/.test(wrong))).toEqual([]);
  });

  it('has none that nobody has looked at', () => {
    expect(Object.keys(sights).sort()).toEqual(sabotages.map(({ name }) => name).sort());
  });

  it('finds none of another name', () => {
    expect(findSabotage('help')).toBeUndefined();
  });
});

describe.each(Object.entries(sights))('%s', (name, { look, options, right, wrong }) => {
  it('makes the server wrong', async () => {
    const stage = await openStage(findSabotage(name)?.decorate() ?? {}, options);

    expect(await look(stage)).toEqual(wrong);
  });

  it.each([
    ['a right server', {}],
    ['a server that is tapped and has no other rules', withRules(() => ({}))],
  ])('is not what %s shows', async (_what, decorate) => {
    const stage = await openStage(decorate, options);

    expect(await look(stage)).toEqual(right);
  });
});

describe.each(Object.entries(stores))('%s, with a store on disk', (name, sight) => {
  it('makes the server wrong', async () => {
    const storeFolder = await makeTempFolder(onTestFinished);
    const options = { ...sight.options, storeFolder };

    const stage = await openStage(findSabotage(name)?.decorate() ?? {}, options);

    expect(await sight.look(stage)).toEqual(sight.wrong);
  });
});
