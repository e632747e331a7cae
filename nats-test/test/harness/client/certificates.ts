import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files in PEM, and what they hold. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority of a day, made with the openssl of this machine. */
export interface Authority extends Certificate {
  /** @param altName as openssl writes it: `DNS:localhost`, `IP:127.0.0.1` */
  sign(name: string, altName: string): Promise<Certificate>;
}

/** @param folder where the files go */
export async function createAuthority(folder: string): Promise<Authority> {
  const authority = await read(folder, 'ca', (certFile, keyFile) =>
    openssl('req -x509 -nodes -days 1 -subj /CN=ca', newKey(keyFile), '-out', certFile),
  );
  return {
    ...authority,
    sign: (name, altName) =>
      read(folder, name, async (certFile, keyFile) => {
        const request = join(folder, `${name}.csr`);
        const extensions = join(folder, `${name}.ext`);
        await writeFile(extensions, `subjectAltName=${altName}`);
        await openssl(`req -nodes -subj /CN=${name}`, newKey(keyFile), '-out', request);
        await openssl(
          `x509 -req -days 1 -CAcreateserial -in ${request} -extfile ${extensions}`,
          `-CA ${authority.certFile} -CAkey ${authority.keyFile} -out ${certFile}`,
        );
      }),
  };
}

function newKey(keyFile: string): string {
  return `-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -keyout ${keyFile}`;
}

async function openssl(...words: string[]): Promise<void> {
  await run('openssl', words.join(' ').split(' '));
}

async function read(
  folder: string,
  name: string,
  create: (certFile: string, keyFile: string) => Promise<void>,
): Promise<Certificate> {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  await create(certFile, keyFile);
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { certFile, keyFile, cert, key };
}
