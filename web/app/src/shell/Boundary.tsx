// Holds a mistake in one part of the page away from the others.

import { Component, type ComponentChildren } from "preact";
import { Button } from "../ui/Button.tsx";
import { Empty } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { reload } from "./reload.ts";

interface Props {
  /** Another value tries anew, such as another conversation. */
  readonly resetKey?: string;
  readonly children: ComponentChildren;
}

/** Shows what it holds, or that it cannot be shown and what to do. */
export class Boundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    // For who looks into the console; nothing of it is sent anywhere.
    console.error(error);
  }

  override componentDidUpdate(before: Props) {
    if (this.state.broken && before.resetKey !== this.props.resetKey) this.setState({ broken: false });
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Empty
        icon="warning"
        title={t("boundary.title")}
        action={<Button kind="main" icon="reload" onClick={() => void reload()}>{t("do.reload")}</Button>}
      >
        {t("boundary.text")}
      </Empty>
    );
  }
}
