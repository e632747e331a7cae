import type { Random } from '../../../base/random';
import { seededRandom } from '../../../base/random';
import type { Plan } from '../../generators/plan';
import type { Entry, Recorder } from '../../history/recorder';
import type { Workload } from '../../scenarios/scenario';
import type { Target } from '../../target/target';
import { Waiting } from '../../../base/waiting';
import type { Foreign } from '../foreign';
import { Ledger } from './ledger';

/** Where a workload is played: what its actors share. */
export class Arena implements Foreign {
  readonly workload: Workload;
  readonly plan: Plan;
  readonly target: Target;
  readonly runId: string;
  readonly recorder: Recorder;
  readonly waiting = new Waiting();
  readonly ledger = new Ledger();
  /** How long the listeners take, and the like: what no plan can say beforehand. */
  readonly random: Random;
  /** By value, as deliveries have told. */
  readonly sequences = new Map<string, number>();
  /** Another run published on its channel meanwhile. */
  isShared = false;
  /** What came meanwhile and is of no run of this software. */
  strange: string | undefined;
  /** When something was last published, delivered or acknowledged. */
  movedMs = 0;
  /** Nothing is recorded any more. */
  isOver = false;

  constructor(workload: Workload, plan: Plan, target: Target, runId: string, recorder: Recorder) {
    this.workload = workload;
    this.plan = plan;
    this.target = target;
    this.runId = runId;
    this.recorder = recorder;
    this.random = seededRandom(plan.seed);
  }

  /** What the values of this run of the workload begin with. */
  get prefix(): string {
    return `${this.runId}-${this.workload.name}-`;
  }

  /** Of the first event of this run that came. */
  get firstSequence(): number | undefined {
    const [first] = this.sequences.values();
    return first;
  }

  channel(name: string | undefined): string {
    return name === undefined ? this.workload.channel : `${this.workload.channel}.${name}`;
  }

  /** Records what is no request, as long as the scenario goes on. */
  note(entry: Entry): void {
    if (!this.isOver) this.recorder.record(entry);
  }

  moved(): void {
    this.movedMs = this.recorder.elapsedMs;
    this.waiting.changed();
  }

  /** Lets time pass; at once when the scenario is over. */
  async pause(ms: number): Promise<void> {
    await this.waiting.pause(ms);
  }
}
