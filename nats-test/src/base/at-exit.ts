const undos: (() => void)[] = [];

/**
 * Has something done if this process ends before it has cleaned up, as a second Ctrl+C asks for. What
 * was asked for last is done first: a process ends before its folder goes.
 * @param undo must not wait for anything
 * @returns takes it back
 */
export function atExit(undo: () => void): () => void {
  // One listener for all: Node warns of more than ten.
  if (undos.length === 0) process.on('exit', undoAll);
  undos.push(undo);
  return () => {
    const at = undos.indexOf(undo);
    if (at === -1) return;
    undos.splice(at, 1);
    if (undos.length === 0) process.off('exit', undoAll);
  };
}

function undoAll(): void {
  for (let undo = undos.pop(); undo; undo = undos.pop()) undo();
}
