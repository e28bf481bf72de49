/** A view that can be shown and updated. */
export interface View<State> {
  readonly element: HTMLElement;
  update(state: State): void;
}
