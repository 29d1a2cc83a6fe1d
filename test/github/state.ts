/** What the double knows. Tests set it up before a run and look at it afterwards. */
import { Faults } from './faults.ts';
import { Repository } from '../support/git-repository.ts';

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: string;
  message: string;
  title?: string;
}

export interface CheckRun {
  id: number;
  headSha: string;
  name: string;
  externalId: string;
  status: string;
  conclusion: string | null;
  url: string;
  output: { title?: string; summary?: string; text?: string };
  annotations: Annotation[];
}

export interface Comment {
  id: number;
  body: string;
  author: string;
  bot: boolean;
  url: string;
  /** How often it was written again after its creation. */
  edits: number;
  /** True if its text was changed by a person afterwards. */
  changed?: boolean;
  reactions?: string[];
}

/** A comment on lines of the pull request, and what was answered to it. */
export interface Thread {
  id: string;
  path: string;
  startLine: number;
  line: number;
  resolved: boolean;
  resolvedBy?: string;
  comments: { body: string; author: string }[];
}

export interface Review {
  commit: string;
  event: string;
  body: string;
}

export interface RecordedRequest {
  /** The operation in the description, or method and path if there is none. */
  route: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  status?: number;
}

export class State {
  /** Owner and repository, with a slash. */
  name = 'acme/shop';
  repository = new Repository();
  pull = {
    number: 7,
    base: '',
    head: '',
    draft: false,
    title: 'A change',
    author: 'ann',
    labels: [] as string[],
  };
  /** Other open pull requests: their files by number. */
  others = new Map<number, string[]>();
  token = 'ghs_doubletoken';
  /** Who the token is: the author of comments it makes. */
  login = 'github-actions[bot]';
  /** Permissions that the token lacks, such as `checks=write`; `read-only` lacks all writes. */
  denied = new Set<string>();
  /** What people may do, by login; others may read. */
  access = new Map<string, 'admin' | 'maintain' | 'write' | 'none'>();
  checkRuns: CheckRun[] = [];
  comments: Comment[] = [];
  reviews: Review[] = [];
  threads: Thread[] = [];
  /** Logins by `org/team`; undefined if the token may not read teams. */
  teams: Map<string, string[]> | undefined;
  /** What was uploaded to code scanning. */
  uploads: { commit: string; ref: string; log: unknown }[] = [];
  /** Entries after which a recursive tree is cut off. */
  treeLimit = Infinity;
  /** Where the APIs are below the double's address, as on github.com or on an own server. */
  paths = { rest: '', graphql: '/graphql' };
  /** Another archive than git's, by commit. */
  archive?: (sha: string) => Buffer;
  /** Origin of the archive server. */
  codeload = '';
  faults = new Faults();
  requests: RecordedRequest[] = [];
  /** Everything that went against GitHub's description or rules of use. A test with one of them fails. */
  violations: string[] = [];
  /** Called when a request came in, before anything happens. */
  onRequest: (request: RecordedRequest) => unknown = () => {};
  /** Called when a request is held back for ever. */
  onStall: () => void = () => {};
  /** Called after each answer, for what happens meanwhile: somebody pushes, for instance. */
  afterRequest: (request: RecordedRequest) => void = () => {};
  #lastId = 1000;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  addComment(body: string, author: string, bot = false): Comment {
    const id = this.nextId();
    const comment = { id, body, author, bot, url: `https://example.invalid/comments/${id}`, edits: 0 };
    this.comments.push(comment);
    return comment;
  }
}
