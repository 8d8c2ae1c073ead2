import type { ServerVersion } from '@tiphys/client';
import { clientVersion } from '../client-version.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { errorCode } from '../server-error.ts';
import type { Session } from '../session.ts';

export interface VersionFlags {
  short?: boolean;
}

/** `version`: of this client, and of the server where one answers. */
export async function version(session: Session, flags: VersionFlags): Promise<ExitCode> {
  const own: VersionView = {
    version: `v${clientVersion()}`,
    platform: `${process.platform}/${process.arch} node ${process.version}`,
  };
  session.out.write(versionText('tiphys', own, flags.short === true));
  try {
    const server = await session.connect();
    session.out.write(versionText('tiphys-server', await server.getVersion(), flags.short === true));
  } catch (error) {
    // Nobody promised a server at the default address.
    if (session.server.named || errorCode(error) !== 'unavailable') throw error;
    session.debug(`no server at ${session.server.address}`);
  }
  return EXIT.succeeded;
}

/** A server of another kind may leave out what it does not know. */
type VersionView = Partial<ServerVersion> & { version: string };

function versionText(name: string, version: VersionView, short: boolean): string {
  const details: [string, string | undefined][] = [
    ['BuildDate', version.buildDate],
    ['GitCommit', version.gitCommit],
    ['GitTreeState', version.gitTreeState],
    ['GitTag', version.gitTag],
    ['GoVersion', version.goVersion],
    ['Compiler', version.compiler],
    ['Platform', version.platform],
  ];
  const lines = [`${name}: ${version.version}`];
  if (!short) for (const [label, value] of details) if (value) lines.push(`  ${label}: ${value}`);
  return `${lines.join('\n')}\n`;
}
