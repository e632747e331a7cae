import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether certificates can be made here; where they can't, the reason is printed. */
export const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;
if (!hasOpenssl) {
  console.log('tests of TLS: skipped, the command openssl is not there; install it to run them');
}

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
  /** One that was good in January 2020, and no longer. */
  signExpired(name: string, altName: string): Promise<Certificate>;
}

/** @param folder where the files go */
export async function createAuthority(folder: string, ownName = 'ca'): Promise<Authority> {
  const authority = await read(folder, 'ca', (certFile, keyFile) =>
    openssl(`req -x509 -nodes -days 1 -subj /CN=${ownName}`, newKey(keyFile), '-out', certFile),
  );
  return {
    ...authority,
    sign: (name, altName) =>
      read(folder, name, async (certFile, keyFile) => {
        const { request, extensions } = await prepare(folder, name, altName, keyFile);
        await openssl(
          `x509 -req -days 1 -CAcreateserial -in ${request} -extfile ${extensions}`,
          `-CA ${authority.certFile} -CAkey ${authority.keyFile} -out ${certFile}`,
        );
      }),
    signExpired: (name, altName) =>
      read(folder, name, async (certFile, keyFile) => {
        const { request, extensions } = await prepare(folder, name, altName, keyFile);
        // Only this command of openssl's takes times.
        const config = join(folder, `${name}.cnf`);
        const index = join(folder, `${name}.txt`);
        await writeFile(index, '');
        await writeFile(
          config,
          `[ca]\ndefault_ca=d\n[d]\ndatabase=${index}\nnew_certs_dir=${folder}\n` +
            'rand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n',
        );
        await openssl(
          `ca -batch -notext -config ${config} -in ${request} -extfile ${extensions} -out ${certFile}`,
          `-cert ${authority.certFile} -keyfile ${authority.keyFile}`,
          '-startdate 20200101000000Z -enddate 20200201000000Z',
        );
      }),
  };
}

async function prepare(
  folder: string,
  name: string,
  altName: string,
  keyFile: string,
): Promise<{ readonly request: string; readonly extensions: string }> {
  const request = join(folder, `${name}.csr`);
  const extensions = join(folder, `${name}.ext`);
  await writeFile(extensions, `subjectAltName=${altName}`);
  await openssl(`req -nodes -subj /CN=${name}`, newKey(keyFile), '-out', request);
  return { request, extensions };
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

/** What most tests of TLS need. */
export interface TestCertificates {
  readonly folder: string;
  readonly authority: Authority;
  /** For localhost and 127.0.0.1. */
  readonly server: Certificate;
  readonly client: Certificate;
  /** A client's, of an authority that nobody knows. */
  readonly stranger: Certificate;
  /** A client's and a server's whose time is over. */
  readonly expired: Certificate;
}

/** @param folder an empty one, where the files go */
export async function createCertificates(folder: string): Promise<TestCertificates> {
  const elsewhere = join(folder, 'elsewhere');
  await mkdir(elsewhere);
  const [authority, other] = await Promise.all([
    createAuthority(folder),
    createAuthority(elsewhere, 'elsewhere'),
  ]);
  // One after the other: they share the file of serial numbers.
  const server = await authority.sign('server', LOCAL);
  const client = await authority.sign('client', 'DNS:client');
  const expired = await authority.signExpired('expired', LOCAL);
  const stranger = await other.sign('stranger', 'DNS:client');
  return { folder, authority, server, client, stranger, expired };
}

/** Names of this machine, as openssl writes them. */
export const LOCAL = 'DNS:localhost,IP:127.0.0.1';
