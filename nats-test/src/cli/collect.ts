/** For an option that may come several times: Commander hands over what came before. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
