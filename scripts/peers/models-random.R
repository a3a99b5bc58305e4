# Random questions to `cavum binomial|design|compare map|maic|propensity|longitudinal …`, each answered again by R or by its formula written here.
# Usage: Rscript scripts/peers/models-random.R CAVUM [rounds [seed]]
suppressMessages({ library(jsonlite); library(mvtnorm); library(nlme) })
args <- commandArgs(TRUE)
cavum <- args[1]; rounds <- if (length(args) > 1) as.integer(args[2]) else 10L; seed <- if (length(args) > 2) as.integer(args[3]) else 1L
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source(file.path(here, "compare.R"))
folder <- tempfile(); dir.create(folder); options(digits = 17)
save <- function(d, name) { file <- file.path(folder, name); write.csv(format(d, digits = 17, trim = TRUE), file, row.names = FALSE, quote = FALSE); file }
root <- function(f, a, b) uniroot(f, c(a, b), tol = 1e-15, maxiter = 5000)$root

interval <- function() {
  n <- sample(c(1, 2, 7, 30, 400, 20000), 1); x <- sample(c(0, n, sample(0:n, 1)), 1); l <- sample(c(.9, .95, .999), 1); al <- 1 - l; z <- qnorm(1 - al / 2)
  a <- c("binomial", "interval", "--x", x, "--n", n, "--conf-level", l); j <- ask(a); p <- x / n
  cp <- c(if (x == 0) 0 else qbeta(al / 2, x, n - x + 1), if (x == n) 1 else qbeta(1 - al / 2, x + 1, n - x))
  h <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)); wi <- pmin(1, pmax(0, (p + z^2 / (2 * n) + c(-h, h)) / (1 + z^2 / n))); if (x == 0) wi[1] <- 0; if (x == n) wi[2] <- 1
  nt <- n + z^2; pt <- (x + z^2 / 2) / nt; ac <- pt + c(-z, z) * sqrt(pt * (1 - pt) / nt)
  je <- c(if (x == 0) 0 else qbeta(al / 2, x + .5, n - x + .5), if (x == n) 1 else qbeta(1 - al / 2, x + .5, n - x + .5))
  up <- function(q) pbinom(x, n, q, lower.tail = FALSE) + .5 * dbinom(x, n, q) - al / 2; lo <- function(q) pbinom(x - 1, n, q) + .5 * dbinom(x, n, q) - al / 2
  mp <- c(if (x == 0) 0 else root(up, 0, 1), if (x == n) 1 else root(lo, 0, 1))
  for (i in j$intervals) check(paste("interval", i$method), a, switch(i$method, "clopper-pearson" = cp, wilson = wi, "agresti-coull" = ac, jeffreys = je, "mid-p" = mp), c(i$lower, i$upper), i$method, if (i$method == "mid-p") 1e-8 else 1e-9)
}

two <- function() {
  n1 <- sample(c(1, 5, 20, 150), 1); n0 <- sample(c(1, 6, 25, 120), 1); x1 <- sample(0:n1, 1); x0 <- sample(0:n0, 1)
  a <- c("binomial", "compare", "--x1", x1, "--n1", n1, "--x0", x0, "--n0", n0); j <- ask(a); z <- qnorm(.975)
  w <- function(x, n) { p <- x / n; h <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)); (p + z^2 / (2 * n) + c(-h, h)) / (1 + z^2 / n) }
  p1 <- x1 / n1; p0 <- x0 / n0; a1 <- w(x1, n1); a0 <- w(x0, n0); d <- p1 - p0
  check("newcombe", a, d + c(-sqrt((p1 - a1[1])^2 + (a0[2] - p0)^2), sqrt((a1[2] - p1)^2 + (p0 - a0[1])^2)), c(j$intervals[[1]]$lower, j$intervals[[1]]$upper), "newcombe")
  # Score statistic with the restricted estimate found by maximising the likelihood.
  sc <- function(t) { f <- function(q) { q1 <- q + t; dbinom(x0, n0, q, TRUE) + dbinom(x1, n1, q1, TRUE) }; lo <- max(0, -t); hi <- min(1, 1 - t); if (hi - lo < 1e-14) q <- lo else q <- optimise(f, c(lo, hi), maximum = TRUE, tol = 1e-13)$maximum
    ends <- c(lo, hi, q); q <- ends[which.max(sapply(ends, f))]; v <- ((q + t) * (1 - q - t) / n1 + q * (1 - q) / n0) * (n1 + n0) / (n1 + n0 - 1); (d - t) / sqrt(max(v, 1e-300)) }
  for (side in c("lower", "upper")) { v <- j$intervals[[2]][[side]]; if (abs(v) < 1 - 1e-9 && abs(v - d) > 1e-9) check("miettinen-nurminen", a, if (side == "lower") z else -z, sc(v), side, 1e-5) }
  f <- fisher.test(rbind(c(x1, n1 - x1), c(x0, n0 - x0)))
  check("fisher p", a, f$p.value, j$fisher$pValue, "p", 1e-9)
  q <- suppressWarnings(chisq.test(rbind(c(x1, n1 - x1), c(x0, n0 - x0)), correct = FALSE)); if (is.finite(q$statistic)) check("chi-square", a, c(q$statistic, q$p.value), c(num(j$chiSquare$statistic), num(j$chiSquare$pValue)), "chi")
  b <- integrate(function(p) dbeta(p, x1 + 1, n1 - x1 + 1) * pbeta(p, x0 + 1, n0 - x0 + 1), 0, 1, rel.tol = 1e-12, subdivisions = 2000)$value; check("superiority", a, b, j$probabilitySuperior, "superior", 1e-8)
}

table <- function() {
  m <- matrix(rmultinom(1, sample(c(3, 9, 25, 60), 1), rgamma(20, .7)[seq_len(sample(2:4, 1) * (k <- sample(2:5, 1)))]), ncol = k); m <- m[seq_len(nrow(m)), , drop = FALSE]
  a <- c("binomial", "table", "--counts", paste(apply(m, 1, paste, collapse = ","), collapse = ";")); j <- ask(a)
  f <- tryCatch(fisher.test(m, workspace = 2e8)$p.value, error = function(e) NA); if (!is.na(f)) check("freeman-halton", a, f, num(j$fisher$pValue), "p")
}

simon <- function() {
  p0 <- sample(seq(.05, .5, .05), 1); p1 <- p0 + sample(c(.15, .2, .25), 1); al <- sample(c(.05, .1), 1); be <- sample(c(.1, .2), 1)
  a <- c("design", "simon", "--p0", p0, "--p1", p1, "--alpha", al, "--beta", be, "--max-n", 45); j <- ask(a)
  best <- NULL; least <- NULL
  for (n in 2:45) for (n1 in 1:(n - 1)) { x1 <- 0:n1; d0 <- dbinom(x1, n1, p0); d1 <- dbinom(x1, n1, p1)
    for (r1 in 0:min(n1 - 1, floor(n1 * p1))) { go <- x1 > r1; if (sum(d1[go]) < 1 - be) break; en <- n1 + (n - n1) * sum(d0[go])
      # the rejection limit: the smallest r that holds alpha has the largest power
      r <- r1:n; t0 <- sapply(r, function(q) sum(d0[go] * pbinom(q - x1[go], n - n1, p0, lower.tail = FALSE))); k <- which(t0 <= al + 1e-15)[1]; if (is.na(k)) next
      pw <- sum(d1[go] * pbinom(r[k] - x1[go], n - n1, p1, lower.tail = FALSE)); if (pw < 1 - be - 1e-15) next
      row <- c(r1, n1, r[k], n, en, sum(d0[!go]), t0[k], pw); if (is.null(best) || en < best[5] - 1e-12) best <- row
      if (is.null(least) || n < least[4] || (n == least[4] && en < least[5] - 1e-12)) least <- row } }
  if (is.null(best)) { agree("simon refusal", a, !is.null(j$refused), TRUE); return() }
  if (!is.null(j$refused)) { agree("simon refusal", a, TRUE, FALSE); return() }
  g <- function(o) c(o$r1, o$n1, o$r, o$n, o$expectedN, o$earlyStop, o$alpha, o$power); check("simon", a, best, g(j$optimal), "optimal"); check("simon", a, least, g(j$minimax), "minimax")
}

monitor <- function() {
  pa <- sample(c(.2, .5, 1), 1); pb <- sample(c(.8, .5, 1), 1); p0 <- sample(c(.1, .2, .3), 1); th <- sample(c(.025, .05, .1), 1); mn <- sample(1:10, 1); mx <- mn + sample(0:30, 1); ps <- c(0, .1, .35, 1)
  a <- c("design", "monitor", "--prior-a", pa, "--prior-b", pb, "--p0", p0, "--threshold", th, "--min", mn, "--max", mx, "--p", paste(ps, collapse = ",")); j <- ask(a)
  bd <- sapply(mn:mx, function(n) { x <- which(pbeta(p0, pa + 0:n, pb + n - 0:n, lower.tail = FALSE) < th) - 1; if (length(x)) max(x) else NA })
  check("monitor", a, bd, sapply(j$boundary, function(r) num(r$stopAtOrBelow)), "boundary")
  for (i in seq_along(ps)) { s <- 1; stop <- 0; en <- 0
    for (n in 1:mx) { s <- c(s * (1 - ps[i]), 0) + c(0, s * ps[i]); if (n >= mn && !is.na(bd[n - mn + 1])) { k <- bd[n - mn + 1] + 1; q <- sum(s[1:k]); stop <- stop + q; en <- en + n * q; s[1:k] <- 0 } }
    check("monitor", a, c(stop, en + mx * sum(s)), c(j$operating[[i]]$stopProbability, j$operating[[i]]$expectedN), "operating") }
}

map <- function() {
  k <- sample(1:5, 1); n <- sample(c(1, 5, 20, 60, 300), k, TRUE); r <- sapply(n, function(m) sample(c(0, m, rbinom(1, m, .25), rbinom(1, m, .25)), 1)); sc <- sample(c(.25, .5, 1), 1)
  file <- save(data.frame(study = paste0("s", seq_len(k)), n = n, r = r), "arms.csv"); a <- c("compare", "map", file, "--tau-prior", paste0("half-normal:", sc)); j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses map", a); return() }
  # p(y | mu, tau) by a dense trapezoid over theta; everything on fixed grids, nothing of Cavum's quadrature.
  tau <- (seq(.5, 299.5) / 300)^2 * 6 * sc; wt <- 2 * (seq(.5, 299.5) / 300) * exp(-tau^2 / (2 * sc^2)); mu <- seq(-14, 14, length.out = 561); u <- seq(-9, 9, length.out = 241); du <- u[2] - u[1]
  post <- matrix(0, length(tau), length(mu))
  for (i in seq_along(tau)) { l <- dnorm(mu, 0, 2, TRUE); th <- outer(mu, u * tau[i], `+`)
    for (h in seq_len(k)) { f <- exp(r[h] * plogis(th, log.p = TRUE) + (n[h] - r[h]) * plogis(-th, log.p = TRUE)); l <- l + log(as.vector(f %*% (dnorm(u) * du)) + 1e-320) }
    post[i, ] <- l }
  post <- exp(post - max(post)) * wt; post <- post / sum(post); pm <- 0; p2 <- 0
  for (i in seq_along(tau)) { p <- plogis(outer(mu, u * tau[i], `+`)); w <- dnorm(u) * du; pm <- pm + sum(post[i, ] * (p %*% w)); p2 <- p2 + sum(post[i, ] * (p^2 %*% w)) }
  check("map", a, c(pm, sqrt(p2 - pm^2)), c(j$map$mean, j$map$sd), "mean, sd", 2e-4)
  tm <- sum(rowSums(post) * tau); check("map tau", a, tm, j$tau$mean, "tau", 2e-3); check("map moment", a, j$map$mean * (1 - j$map$mean) / j$map$sd^2 - 1, j$effectiveSampleSize$moment, "moment")
}

maic <- function() {
  n <- sample(c(4, 12, 60, 300), 1); p <- sample(1:3, 1); x <- matrix(round(rnorm(n * p), 3), n); if (p > 1) x[, 1] <- rbinom(n, 1, .5); colnames(x) <- letters[seq_len(p)]
  sd <- runif(1) < .4; target <- lapply(seq_len(p), function(k) { m <- list(mean = round(mean(x[, k]) + rnorm(1) * sample(c(.1, .5, 1.5), 1), 3)); if (sd && k == p) m$sd <- round(sd(x[, k]) * runif(1, .7, 1.3), 3); m }); names(target) <- colnames(x)
  file <- save(as.data.frame(x), "ipd.csv"); tf <- file.path(folder, "target.json"); writeLines(toJSON(target, auto_unbox = TRUE, digits = 17), tf)
  a <- c("compare", "maic", file, "--match", paste(colnames(x), collapse = ","), "--target", tf); j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses maic", a); return() }
  X <- sweep(x, 2, sapply(target, function(t) t$mean)); if (sd) X <- cbind(X, x[, p]^2 - (target[[p]]$mean^2 + target[[p]]$sd^2))
  b <- rep(0, ncol(X)); scale <- apply(abs(X), 2, max); Z <- sweep(X, 2, scale, "/"); ok <- FALSE
  for (it in 1:300) { w <- exp(Z %*% b)[, 1]; g <- colSums(w * Z); if (max(abs(g)) / sum(w) < 1e-15) { ok <- TRUE; break }; H <- crossprod(Z * w, Z); st <- tryCatch(solve(H, g), error = function(e) NULL); if (is.null(st) || !all(is.finite(st))) break
    f0 <- sum(w); s <- 1; while (s > 1e-12 && !isTRUE(sum(exp(Z %*% (b - s * st))) <= f0 * (1 + 1e-15))) s <- s / 2; if (s <= 1e-12) { ok <- max(abs(g)) / sum(w) < 1e-11; break }; b <- b - s * st; if (max(abs(b)) > 1e4) break }
  ok <- ok || max(abs(g)) / sum(w) < 1e-12; if (ok && max(abs(b)) > 200) ok <- FALSE
  agree("maic feasible", a, isTRUE(j$feasible), ok)
  if (ok && isTRUE(j$feasible)) { check("maic", a, sum(w)^2 / sum(w^2), num(j$effectiveSampleSize), "ess", 1e-8); check("maic", a, w / sum(w), unlist(j$weights) / sum(unlist(j$weights)), "weights", 1e-8); check("maic gradient", a, 1, 1 + j$gradientNorm, "gradient", 1e-12) }
}

propensity <- function() {
  n <- sample(c(30, 150), 1); d <- data.frame(a = round(rnorm(n), 3), b = rbinom(n, 1, .4), f = sample(c("u", "v", "w"), n, TRUE)); d$z <- rbinom(n, 1, plogis(.6 * d$a - .4 * d$b)); d$t <- round(rexp(n) + .01, 3); d$e <- rbinom(n, 1, .7)
  file <- save(d, "ps.csv"); g <- tryCatch(glm(z ~ a + b + f, binomial, d, control = glm.control(epsilon = 1e-14, maxit = 100)), warning = function(w) NULL); if (is.null(g)) return(); e <- fitted(g)
  for (kind in c("att", "overlap")) { a <- c("compare", "propensity", file, "--treated", "z", "--covariates", "a,b,f", "--weights", kind, "--time", "t", "--event", "e"); j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses propensity", a); return() }
    w <- if (kind == "att") ifelse(d$z == 1, 1, e / (1 - e)) else ifelse(d$z == 1, 1 - e, e); ours <- unlist(j$weights); s <- ours / ours[1] * w[1]
    check(paste("propensity", kind), a, unname(coef(g)), sapply(j$coefficients, function(r) r$estimate), "coef"); check(paste("propensity", kind), a, unname(w), s, "weights")
    cx <- survival::coxph(survival::Surv(t, e) ~ z, d, weights = w, robust = TRUE, control = survival::coxph.control(eps = 1e-13)); check(paste("propensity", kind, "cox"), a, unname(c(exp(coef(cx)), sqrt(cx$var[1, 1]))), c(num(j$hazardRatio$estimate), num(j$hazardRatio$robustStdErr)), "hr", 1e-8) }
}

censored <- function() {
  m <- sample(c(6, 15), 1); d <- do.call(rbind, lapply(seq_len(m), function(i) data.frame(id = i, t = 0:sample(2:4, 1)))); d$y <- round(5 - .6 * d$t + rnorm(m)[d$id] + rnorm(nrow(d), 0, .5), 4); lim <- sample(c(2.5, 3.5), 1); d$c <- as.integer(d$y < lim); d$y[d$c == 1] <- lim
  file <- save(d, "cens.csv"); a <- c("longitudinal", "censored", file, "--subject", "id", "--time", "t", "--value", "y", "--censored", "c"); j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses censored", a); return() }
  # exact marginal likelihood: seen values normal, censored ones a multivariate normal probability given them
  ll <- function(b0, b1, s2, v) sum(sapply(split(d, d$id), function(q) { V <- v + diag(s2, nrow(q)); V <- matrix(v, nrow(q), nrow(q)) + diag(s2, nrow(q)); mu <- b0 + b1 * q$t; o <- q$c == 0; l <- 0
    if (any(o)) l <- dmvnorm(q$y[o], mu[o], V[o, o, drop = FALSE], log = TRUE)
    if (any(!o)) { if (any(o)) { K <- V[!o, o, drop = FALSE] %*% solve(V[o, o]); mm <- mu[!o] + K %*% (q$y[o] - mu[o]); W <- V[!o, !o, drop = FALSE] - K %*% V[o, !o, drop = FALSE] } else { mm <- mu[!o]; W <- V[!o, !o, drop = FALSE] }
      l <- l + log(if (sum(!o) == 1) pnorm(q$y[!o], mm, sqrt(W[1, 1])) else pmvnorm(upper = q$y[!o], mean = as.vector(mm), sigma = (W + t(W)) / 2, algorithm = if (sum(!o) < 4) TVPACK(1e-12) else Miwa(512))[1]) }
    l }))
  b <- sapply(j$fixed, function(r) r$estimate); v <- j$randomCovariance[[1]][[1]]; s2 <- j$residualStdDev^2
  if (any(tapply(d$c, d$id, sum) == 3)) tol <- 1e-5 else tol <- 1e-7
  l0 <- tryCatch(ll(b[1], b[2], s2, v), error = function(e) NA); if (is.na(l0)) return()
  check("censored log-likelihood", a, l0, j$logLikelihood, "loglik", tol)
  o <- optim(c(b[1], b[2], log(s2), log(max(v, 1e-6))) + .02, function(q) -ll(q[1], q[2], exp(q[3]), exp(q[4])), method = "Nelder-Mead", control = list(reltol = 1e-13, maxit = 3000))
  check("censored maximum", a, TRUE, -o$value <= j$logLikelihood + 1e-5, "no higher likelihood found")
}

mixed <- function() {
  m <- sample(c(8, 25), 1); d <- do.call(rbind, lapply(seq_len(m), function(i) data.frame(id = paste0("s", i), arm = c("A", "B", "C")[i %% 3 + 1], t = seq_len(sample(2:5, 1))))); i <- as.integer(sub("s", "", d$id)); d$y <- round(2 + .4 * d$t + (d$arm == "B") + rnorm(m, 0, .8)[i] + rnorm(nrow(d), 0, .7), 4)
  file <- save(d, "mixed.csv")
  for (meth in c("REML", "ML")) { a <- c("longitudinal", "mixed", file, "--subject", "id", "--value", "y", "--covariates", "arm*t", "--method", tolower(meth)); j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses mixed", a); next }
    f <- tryCatch(lme(y ~ arm * t, d, random = ~ 1 | id, method = meth, control = lmeControl(tolerance = 1e-12, msTol = 1e-13, msMaxIter = 500, maxIter = 500)), error = function(e) NULL); if (is.null(f)) next
    v <- num(j$randomCovariance[[1]][[1]]); if (v < 1e-6) { said("variance at 0", a); next }
    check(paste("mixed", meth), a, as.numeric(logLik(f)), j$logLikelihood, "loglik", 1e-9); check(paste("mixed", meth), a, unname(fixef(f)), sapply(j$fixed, function(r) r$estimate), "fixed", 1e-6)
    k <- if (meth == "ML") sqrt((nrow(d) - 6) / nrow(d)) else 1; check(paste("mixed", meth), a, unname(sqrt(diag(vcov(f)))), sapply(j$fixed, function(r) r$stdErr), "errors", 1e-5); check(paste("mixed", meth), a, c(f$sigma, as.numeric(VarCorr(f)[1, 1])), c(j$residualStdDev, v), "variances", 1e-5) }
  if (requireNamespace("pbkrtest", quietly = TRUE)) { a <- c("longitudinal", "mixed", file, "--subject", "id", "--value", "y", "--covariates", "arm*t", "--df", "kenward-roger"); j <- ask(a); if (is.null(j$refused)) {
    l <- suppressMessages(lme4::lmer(y ~ arm * t + (1 | id), d, control = lme4::lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11)))); if (lme4::isSingular(l)) return(); L <- diag(6)[c(2, 3), ]; k <- pbkrtest::KRmodcomp(l, L)$stats
    for (r in j$tests) if (r$term == "arm") check("Kenward–Roger F", a, c(k$ddf, k$Fstat, k$p.value), c(r$denominatorDf, r$fValue, r$pValue), "F", 1e-4) } }
}

mmrm <- function() {
  m <- sample(c(10, 30), 1); d <- expand.grid(v = 1:3, id = seq_len(m)); d$arm <- ifelse(d$id %% 2 == 0, "A", "B"); d$y <- round(3 + .3 * d$v + rnorm(m)[d$id] + rnorm(nrow(d), 0, .6 + .1 * d$v), 4); d <- d[runif(nrow(d)) > .1, ]; d$vf <- paste0("v", d$v); file <- save(d, "mmrm.csv")
  for (s in c("cs", "un", "ar1", "csh", "ar1h")) { a <- c("longitudinal", "mmrm", file, "--subject", "id", "--visit", "v", "--value", "y", "--covariates", "arm*v", "--structure", s, "--df", "satterthwaite"); j <- ask(a); if (!is.null(j$refused)) { said(paste("cavum refuses mmrm", s), a); next }
    d$vv <- factor(d$v); cor <- switch(s, cs = , csh = corCompSymm(form = ~ v | id), un = corSymm(form = ~ v | id), corAR1(form = ~ v | id)); wt <- if (s %in% c("un", "csh", "ar1h")) varIdent(form = ~ 1 | vv) else NULL
    f <- tryCatch(gls(y ~ arm * vv, d, correlation = cor, weights = wt, control = glsControl(tolerance = 1e-11, msTol = 1e-12, maxIter = 300, msMaxIter = 300)), error = function(e) NULL); if (is.null(f) || !isTRUE(j$converged)) next
    check(paste("mmrm", s), a, as.numeric(logLik(f)), j$logLikelihood, "loglik", 1e-8); check(paste("mmrm", s), a, unname(coef(f)), sapply(j$fixed, function(r) r$estimate), "fixed", 1e-4); check(paste("mmrm", s), a, unname(sqrt(diag(vcov(f)))), sapply(j$fixed, function(r) r$stdErr), "errors", 1e-4) }
}

set.seed(seed)
for (round in seq_len(rounds)) { for (k in 1:3) { interval(); two(); table() }; simon(); monitor(); map(); maic(); maic(); propensity(); censored(); mixed(); mmrm() }
report()
