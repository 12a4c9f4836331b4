import { expect, test } from "vitest";
import { decimalsFor, equalsSign, formatFixed, formatNumber, formatPercent } from "./format.ts";

test.each([
  [0.71034509, "0.7103"],
  [-12.345678, "−12.35"],
  [0, "0"],
  [-0, "0"],
  [16, "16"],
  [3.1e-8, "3.1·10⁻⁸"],
  [-0.000012344, "−1.234·10⁻⁵"],
  [123456789, "1.235·10⁸"],
  [-Infinity, "−∞"],
  [Infinity, "∞"],
  [NaN, "NaN"],
])("%d is drawn %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("Portuguese writes a comma", () => {
  expect(formatNumber(-0.6103, "pt-BR")).toBe("−0,6103");
  expect(formatNumber(1.5e-9, "pt-BR")).toBe("1,5·10⁻⁹");
  expect(formatFixed(0.5, 2, "pt-BR")).toBe("0,50");
});

test("≈ stands where digits were left out", () => {
  expect(equalsSign(0.25)).toBe("=");
  expect(equalsSign(1 / 3)).toBe("≈");
});

test("a panel has as many decimals as its largest value needs for four digits", () => {
  expect(decimalsFor([0.0312, -12.5])).toBe(2);
  expect(decimalsFor([0.71])).toBe(4);
  expect(decimalsFor([123456])).toBe(0);
  expect(decimalsFor([0, -Infinity])).toBe(3);
});

test("what rounds to zero has no sign", () => {
  expect(formatFixed(-0.0001, 2)).toBe("0.00");
  expect(formatFixed(-0.006, 2)).toBe("−0.01");
});

test("percentages never claim nothing or everything", () => {
  expect(formatPercent(0.712)).toBe("71 %");
  expect(formatPercent(0.0001)).toBe("<1 %");
  expect(formatPercent(0)).toBe("0 %");
  expect(formatPercent(0.9999)).toBe(">99 %");
  expect(formatPercent(1)).toBe("100 %");
});
