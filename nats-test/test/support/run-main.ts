/** Runs the main function of a program and ends the process with its status; 2 when it throws. */
export function runMain(main: () => Promise<number>): void {
  main().then(
    (status) => {
      process.exit(status);
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(2);
    },
  );
}
