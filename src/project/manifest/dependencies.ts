/** Where the dependencies of a manifest come from, if not from the registry of its ecosystem. */

export interface ForeignSource {
  /** The package, or the setting that names another registry. */
  name: string;
  kind: 'git' | 'archive' | 'registry';
  /** Host and first folder, such as `github.com/some-team`: whom one trusts. */
  origin: string;
  /** True if it names one commit or a checksum, so that the code cannot change. */
  isFixed: boolean;
  /** Counted from 1. */
  line: number;
}

type Reader = (text: string) => ForeignSource[];

/** Undefined for files that are no manifest. */
export function dependencyReader(path: string): Reader | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'package.json') return ofPackageJson;
  if (
    /^(requirements|constraints)[\w.-]*\.(txt|in)$/.test(name) ||
    /(^|\/)requirements\/[\w.-]+\.(txt|in)$/.test(path)
  )
    return byLine(ofRequirement);
  if (name === 'pyproject.toml') return byLine(ofToml);
  if (name === 'Cargo.toml') return byLine(ofToml);
  return name === '.npmrc' ? byLine(ofNpmrc) : undefined;
}

type Found = Omit<ForeignSource, 'line'>;

/** Manifests of one dependency a line; longer lines than people write are left out. */
function byLine(read: (line: string) => Found | undefined): Reader {
  return (text) =>
    text.split('\n').flatMap((line, index) => {
      const found = line.length <= 1000 ? read(line.trim()) : undefined;
      return found ? [{ ...found, line: index + 1 }] : [];
    });
}

const sections = /^"(?:(?:dev|optional|peer)?[dD]ependencies|overrides|resolutions)"\s*:\s*\{/;

/** As npm writes it: one dependency a line, inside one of the objects that hold them. */
function ofPackageJson(text: string): ForeignSource[] {
  let isInside = false;
  return byLine((line) => {
    if (sections.test(line)) isInside = true;
    else if (/^\},?$/.test(line)) isInside = false;
    return isInside ? ofNpm(line) : undefined;
  })(text);
}

function ofNpm(line: string): Found | undefined {
  const [, name, value] = /^"(@?[\w./-]+)"\s*:\s*"([^"]+)",?$/.exec(line) ?? [];
  if (name === undefined || value === undefined) return undefined;
  const short = /^(?:github:)?([\w-]+\/[\w.-]+)(?:#.*)?$/.exec(value)?.[1];
  if (short !== undefined && isRepository.test(short))
    return source(name, `git+https://github.com/${value.replace(/^github:/, '')}`);
  if (/^(?:git\+|git:|git@|ssh:|gitlab:|bitbucket:)|^https?:\/\/\S+\.git(?:#|$)/.test(value))
    return source(name, value);
  return /^https?:\/\/\S+\.(?:tgz|tar\.gz)(?:[?#]|$)/.test(value) ? source(name, value) : undefined;
}

const isRepository = /^[A-Za-z0-9][\w-]*\/[\w.-]+$/;

function ofRequirement(line: string): Found | undefined {
  const [, option, address] =
    /^(?:-i|--(extra-index-url|index-url|find-links))[\s=]+(https?:\/\/\S+)/.exec(line) ?? [];
  if (address !== undefined) {
    if (/^https:\/\/(?:pypi\.org|files\.pythonhosted\.org)\//.test(address)) return undefined;
    return { name: option ?? 'index-url', kind: 'registry', origin: originOf(address), isFixed: false };
  }
  const [, name, direct] =
    /^(?:-e\s+)?(?:([\w.-]+)(?:\[[^\]]*\])?\s*@\s*)?((?:git\+|hg\+|https?:)\S+)/.exec(line) ?? [];
  return direct === undefined ? undefined : source(name ?? nameIn(direct), direct);
}

function ofToml(line: string): Found | undefined {
  const [, name, address] =
    /^["']?([\w.-]+)["']?\s*=\s*\{[^}]*\b(?:git|url)\s*=\s*["']([^"']+)["']/.exec(line) ?? [];
  if (name !== undefined && address !== undefined) {
    const rev = /\brev\s*=\s*["']([^"']+)["']/.exec(line)?.[1];
    return source(name, /\bgit\s*=/.test(line) ? `git+${address}#${rev ?? ''}` : address);
  }
  const [, requirement] =
    /^["']([\w.-]+(?:\[[^\]]*\])?\s*@\s*(?:git\+|https?:)[^"'\s]+)["'],?$/.exec(line) ?? [];
  return requirement === undefined ? undefined : ofRequirement(requirement);
}

function ofNpmrc(line: string): Found | undefined {
  const [, name, address] = /^((?:@[\w-]+:)?registry)\s*=\s*(https?:\/\/\S+)/.exec(line) ?? [];
  if (name === undefined || address === undefined || /^https:\/\/registry\.npmjs\.org\b/.test(address))
    return undefined;
  return { name, kind: 'registry', origin: originOf(address), isFixed: false };
}

function source(name: string, address: string): Found {
  const isArchive = /^https?:/.test(address) && !/\.git(?:#|@|$)/.test(address);
  return {
    name,
    kind: isArchive ? 'archive' : 'git',
    origin: originOf(address),
    isFixed: /[#@][0-9a-f]{7,40}(?:#|$)/i.test(address) || /(?:#|&|--hash=)sha\d+[=:]/i.test(address),
  };
}

function originOf(address: string): string {
  const bare = address.replace(/^(?:git|hg)\+/, '').replace(/^(?:gitlab|bitbucket):/, 'https://$&/');
  const scp = /^git@([\w.-]+):([\w-]+)/.exec(bare);
  if (scp) return `${scp[1]}/${scp[2]}`;
  const [, host, folder] =
    /^[a-z]+:\/\/(?:[^@/\s]*@)?([^/\s:]+)(?::\d+)?(?:\/([^/\s#?]+)(?=\/))?/i.exec(bare) ?? [];
  return [host?.toLowerCase() ?? bare, folder].filter((part) => part !== undefined).join('/');
}

/** The last part of an address, without what says which revision. */
function nameIn(address: string): string {
  const path = address.replace(/[#?].*$/, '').replace(/(?<=\/[^/@]*)@[^/]*$/, '');
  return (
    path.slice(path.lastIndexOf('/') + 1).replace(/\.git$|\.whl$|\.tar\.gz$|\.zip$|\.tgz$/, '') || address
  );
}
