const PAGES = [
  ['server', '/streaming/serverz'],
  ['store', '/streaming/storez'],
  ['clients', '/streaming/clientsz'],
  ['channels', '/streaming/channelsz'],
] as const;

const CORE_PAGES = ['varz', 'connz', 'routez', 'gatewayz', 'leafz', 'subsz'].map(
  (name) => [name, `/${name}`] as const,
);

/** `/streaming`: the way to the pages of NATS Streaming. */
export function renderIndexPage(): string {
  return renderLinks('NATS Streaming', PAGES);
}

/** `/`: the way to the pages of core NATS. */
export function renderCoreIndexPage(): string {
  return renderLinks('NATS', CORE_PAGES);
}

function renderLinks(title: string, pages: readonly (readonly [string, string])[]): string {
  const links = pages.map(([name, path]) => `    <a href=${path}>${name}</a><br/>`).join('\n');
  return `<html lang="en">
  <head>
    <title>${title}</title>
    <style type="text/css">
      body { font-family: sans-serif; font-size: 22px; }
      a { margin-left: 32px; }
    </style>
  </head>
  <body>
    <h1>${title}</h1>
${links}
  </body>
</html>`;
}
