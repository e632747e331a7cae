const PAGES = [
  ['server', '/streaming/serverz'],
  ['store', '/streaming/storez'],
  ['clients', '/streaming/clientsz'],
  ['channels', '/streaming/channelsz'],
] as const;

/** `/streaming`: the way to the other pages. */
export function renderIndexPage(): string {
  const links = PAGES.map(([name, path]) => `    <a href=${path}>${name}</a><br/>`).join('\n');
  return `<html lang="en">
  <head>
    <title>NATS Streaming</title>
    <style type="text/css">
      body { font-family: sans-serif; font-size: 22px; }
      a { margin-left: 32px; }
    </style>
  </head>
  <body>
    <h1>NATS Streaming</h1>
${links}
  </body>
</html>`;
}
