import { type ComponentType, h, render } from "preact";
import { style } from "./style.ts";

/** Tells the page what the reader did. */
export type Emit<Events> = <Name extends keyof Events>(name: Name, detail: Events[Name]) => void;

/** One picture: a pure function of its properties, and the element that shows it. */
export interface View<Properties extends object, Events extends object> {
  readonly tag: `clearhead-${string}`;
  /** What it starts from; these names are the element's properties. */
  readonly defaults: Properties;
  readonly component: ComponentType<Properties & { emit: Emit<Events> }>;
}

/** The element of a view: the properties, set together or one by one, and one event per `Events`. */
export type ViewElement<Properties extends object> = HTMLElement & Properties;

/**
 * Makes the view's custom element known to the page; a second call does nothing.
 *
 * What the reader does changes the element itself, as with an `<input>`, and then fires `clearhead-NAME`. A page that
 * wants to decide instead calls `preventDefault()` and sets the property.
 */
export function defineView<Properties extends object, Events extends object>(
  view: View<Properties, Events>,
): void {
  if (customElements.get(view.tag)) return;

  class Element extends HTMLElement {
    readonly #properties: Properties = { ...view.defaults };
    #scheduled = false;
    // `width` is what the element measures of itself, for views that lay themselves out by it.
    readonly #observer = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width > 0) this.set({ width } as unknown as Partial<Properties>);
    });

    connectedCallback(): void {
      if (!this.shadowRoot) this.attachShadow({ mode: "open" });
      const root = this.shadowRoot;
      // A prerendered page brings the first state in a declarative shadow root; it gives way to the live one.
      if (root && root.adoptedStyleSheets.length === 0) {
        root.replaceChildren();
        root.adoptedStyleSheets = [sharedSheet()];
      }
      for (const name of Object.keys(view.defaults)) this.#upgrade(name);
      if ("width" in view.defaults) this.#observer.observe(this);
      this.#render();
    }

    disconnectedCallback(): void {
      this.#observer.disconnect();
    }

    get(name: keyof Properties): Properties[keyof Properties] {
      return this.#properties[name];
    }

    set(properties: Partial<Properties>): void {
      let changed = false;
      for (const name of Object.keys(properties) as (keyof Properties)[]) {
        const value = properties[name];
        if (value === undefined || this.#properties[name] === value) continue;
        this.#properties[name] = value;
        changed = true;
      }
      if (!changed || this.#scheduled) return;
      this.#scheduled = true;
      queueMicrotask(() => this.#render());
    }

    /** A property set before the element was defined lies on the instance and hides the accessor. */
    #upgrade(name: string): void {
      if (!Object.hasOwn(this, name)) return;
      const value: unknown = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }

    #render(): void {
      this.#scheduled = false;
      if (!this.isConnected || !this.shadowRoot) return;
      const emit: Emit<Events> = (name, detail) => {
        const event = new CustomEvent(`clearhead-${String(name)}`, {
          detail,
          bubbles: true,
          composed: true,
          cancelable: true,
        });
        if (this.dispatchEvent(event) && name in view.defaults) {
          this.set({ [name]: detail } as unknown as Partial<Properties>);
        }
      };
      render(h(view.component, { ...this.#properties, emit }), this.shadowRoot);
    }
  }

  for (const name of Object.keys(view.defaults)) {
    Object.defineProperty(Element.prototype, name, {
      get(this: Element): unknown {
        return this.get(name as keyof Properties);
      },
      set(this: Element, value: unknown) {
        this.set({ [name]: value } as Partial<Properties>);
      },
      configurable: true,
      enumerable: true,
    });
  }
  customElements.define(view.tag, Element);
}

let sheet: CSSStyleSheet | undefined;

/** One sheet for every element of the page. */
function sharedSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  return sheet;
}
