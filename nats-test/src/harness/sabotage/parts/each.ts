/** Says yes to each n-th call, so that a run can be repeated. */
export function each(n: number): () => boolean {
  let calls = 0;
  return () => ++calls % n === 0;
}
