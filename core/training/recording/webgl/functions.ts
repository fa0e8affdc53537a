/** What expressions call. */
export const functions = `
  float infinity() { return 1.0 / 0.0; }
  float holds(bool condition) { return condition ? 1.0 : 0.0; }
  float choice(bool condition, float one, float other) { return condition ? one : other; }
  float inverseRoot(float x) { return inversesqrt(x); }
  float squareOf(float x) { return x * x; }
  float signOf(float x) { return isnan(x) ? 0.0 : sign(x); }
  float relu(float x) { return isnan(x) ? x : max(x, 0.0); }
  float elu(float x) { return isnan(x) || x >= 0.0 ? x : exp(x) - 1.0; }
  float leakyRelu(float x, float alpha) { return x < 0.0 ? alpha * x : x; }
  float stepOf(float x, float alpha) { return isnan(x) ? x : (x > 0.0 ? 1.0 : alpha); }
  float clip(float x, float low, float high) { return isnan(x) ? x : clamp(x, low, high); }
  float sine(float x) { return isnan(x) ? x : sin(x); }
  float cosine(float x) { return isnan(x) ? x : cos(x); }
  float exponential(float x) { return isnan(x) ? x : exp(x); }
  float logarithm(float x) { return isnan(x) ? x : (x < 0.0 ? (0.0 / 0.0) : log(x)); }
  float hyperbolicTangent(float x) {
    float e = exp(-2.0 * abs(x));
    return isnan(x) ? x : sign(x) * (1.0 - e) / (1.0 + e);
  }
  float softplus(float x) { return isnan(x) || x > 13.942385 ? x : (x < -13.942385 ? exp(x) : log(exp(x) + 1.0)); }
  float quotient(float a, float b) { return a == b ? 1.0 : a / b; }
  float greater(float a, float b) { return isnan(a) ? a : (isnan(b) ? b : max(a, b)); }
  float lesser(float a, float b) { return isnan(a) ? a : (isnan(b) ? b : min(a, b)); }
`;
