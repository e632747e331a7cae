import { createHash } from 'node:crypto';
import { html, NOTHING, type Markup } from './markup';

export interface Page {
  readonly title: string;
  /** All of its style sheets, joined. */
  readonly style: Markup;
  readonly body: Markup;
  /** Makes the page handier; it must say the same without it. */
  readonly script?: Markup;
}

/**
 * One page that needs no network and no other file: its security policy lets it load nothing and run
 * nothing but its own script, whatever a name on it may hold.
 */
export function renderPage({ title, style, body, script }: Page): string {
  const scripts = script === undefined ? '' : `; script-src 'sha256-${sha256(script.markup)}'`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="${{ markup: `default-src 'none'; style-src 'unsafe-inline'${scripts}` }}"
        />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>${body}</main>
        ${script === undefined ? NOTHING : { markup: `<script>${script.markup}</script>` }}
      </body>
    </html> `.markup;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
