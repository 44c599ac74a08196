import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import css from "./Table.module.css";

export type Column<Row> = {
  name: string;
  /** A track of CSS grid, such as `120px` or `minmax(0, 2fr)`. */
  width: string;
  cell: (row: Row) => ReactNode;
  end?: boolean;
  /** Left out where the screen is narrow. */
  wide?: boolean;
};

type Props<Row> = {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  onOpen?: (row: Row) => void;
  selected?: string | undefined;
  /** Asked for more rows when the last ones come into sight. */
  more?: (() => void) | undefined;
  rowHeight?: number;
};

const ROW = 40;

/** A table of any length: only the rows in sight are in the page. It has the roles of a table, because a grid of CSS
 * lays it out. */
export function Table<Row>({ label, rows, columns, keyOf, onOpen, selected, more, rowHeight = ROW }: Props<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => keyOf(rows[index] as Row),
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && last >= rows.length - 15) more();
  }, [more, last, rows.length]);
  const wide = columns.map((column) => column.width).join(" ");
  const narrow = columns.flatMap((column) => (column.wide ? [] : column.width)).join(" ");
  return (
    <div
      ref={scroller}
      className={css.scroller}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      style={{ "--wide": wide, "--narrow": narrow } as React.CSSProperties}
    >
      <div role="rowgroup" className={css.head}>
        <div role="row" className={css.row} aria-rowindex={1}>
          {columns.map((column) => (
            <span key={column.name} role="columnheader" className={place(column)}>
              {column.name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index] as Row;
          const key = keyOf(row);
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={selected === key || undefined}
              data-row={key}
              tabIndex={onOpen ? 0 : undefined}
              className={`${css.row} ${css.item} ${onOpen ? css.open : ""}`}
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              onClick={onOpen && (() => onOpen(row))}
              onKeyDown={
                onOpen && ((event) => event.key === "Enter" && event.target === event.currentTarget && onOpen(row))
              }
            >
              {columns.map((column) => (
                <span key={column.name} role="cell" className={place(column)}>
                  {column.cell(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function place<Row>(column: Column<Row>) {
  return [css.cell, column.end && css.end, column.wide && css.wide].filter(Boolean).join(" ");
}
