/** A resource of which the properties file is read when somebody asks for what it says. */
import type { DynamicCall, MacroCall, Span } from '../jinja/rendered.ts';
import type {
  Dependency,
  Properties,
  Resource,
  ResourceType,
  SemanticPart,
  SemanticUse,
  Tristate,
  YamlColumnUse,
} from './resources.ts';

export interface Listed extends Pick<Resource, 'id' | 'type' | 'package' | 'name' | 'path'> {
  /** A function if it must be read for. */
  span: Span | (() => Span);
  properties?: (() => Properties) | undefined;
  version?: string | undefined;
  latest?: boolean | undefined;
}

const none: readonly [] = Object.freeze([]);

/** Thousands are made for every revision: a getter for all of them is cheaper than one for each. */
export class LazyResource implements Resource {
  readonly id: string;
  readonly type: ResourceType;
  readonly package: string;
  readonly name: string;
  readonly path: string;
  declare version?: string;
  declare latest?: boolean;
  declare alternative?: 'chosen' | 'contested';
  declare owner?: string;
  declare exposureType?: string;
  declare parts?: SemanticPart[];
  declare semanticUses?: SemanticUse[];
  enabled: Tristate = true;
  dependencies: readonly Dependency[] = none;
  dynamic: readonly DynamicCall[] = none;
  macros: readonly MacroCall[] = none;
  columnUses: readonly YamlColumnUse[] = none;
  readonly #span: Listed['span'];
  readonly #properties: Listed['properties'];

  constructor({ id, type, package: package_, name, path, span, properties, version, latest }: Listed) {
    this.id = id;
    this.type = type;
    this.package = package_;
    this.name = name;
    this.path = path;
    if (version !== undefined) this.version = version;
    if (latest !== undefined) this.latest = latest;
    this.#span = span;
    this.#properties = properties;
  }

  get span(): Span {
    return typeof this.#span === 'function' ? this.#span() : this.#span;
  }

  get properties(): Properties | undefined {
    return this.#properties?.();
  }
}
