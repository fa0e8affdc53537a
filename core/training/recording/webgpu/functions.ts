/** What expressions call. */
export const functions = `
  fn infinity() -> f32 { return uniforms.INFINITY; }
  fn holds(condition : bool) -> f32 { return select(0.0, 1.0, condition); }
  fn choice(condition : bool, one : f32, other : f32) -> f32 { return select(other, one, condition); }
  fn inverseRoot(x : f32) -> f32 { return inverseSqrt(x); }
  fn squareOf(x : f32) -> f32 { return x * x; }
  fn signOf(x : f32) -> f32 { return select(sign(x), 0.0, isnan(x)); }
  fn relu(x : f32) -> f32 { return select(max(x, 0.0), x, isnan(x)); }
  fn elu(x : f32) -> f32 { return select(exp(x) - 1.0, x, isnan(x) || x >= 0.0); }
  fn leakyRelu(x : f32, alpha : f32) -> f32 { return select(x, alpha * x, x < 0.0); }
  fn stepOf(x : f32, alpha : f32) -> f32 { return select(select(alpha, 1.0, x > 0.0), x, isnan(x)); }
  fn clip(x : f32, low : f32, high : f32) -> f32 { return select(clamp(x, low, high), x, isnan(x)); }
  fn sine(x : f32) -> f32 { return select(sin(x), x, isnan(x)); }
  fn cosine(x : f32) -> f32 { return select(cos(x), x, isnan(x)); }
  fn exponential(x : f32) -> f32 { return select(exp(x), x, isnan(x)); }
  fn logarithm(x : f32) -> f32 { return select(select(log(x), uniforms.NAN, x < 0.0), x, isnan(x)); }
  fn hyperbolicTangent(x : f32) -> f32 {
    let e = exp(-2.0 * abs(x));
    return select(sign(x) * (1.0 - e) / (1.0 + e), x, isnan(x));
  }
  fn softplus(x : f32) -> f32 {
    return select(select(log(exp(x) + 1.0), exp(x), x < -13.942385), x, isnan(x) || x > 13.942385);
  }
  fn quotient(a : f32, b : f32) -> f32 { return select(a / b, 1.0, a == b); }
  fn greater(a : f32, b : f32) -> f32 { return select(select(max(a, b), b, isnan(b)), a, isnan(a)); }
  fn lesser(a : f32, b : f32) -> f32 { return select(select(min(a, b), b, isnan(b)), a, isnan(a)); }
`;
