# Random four-arm experiments and what they should give, from dense matrices: nlme's REML polished, CR2 and Satterthwaite written out.
# Bell & McCaffrey 2002; Pustejovsky & Tipton 2018. Arguments: folder, number of data sets, seed.
suppressMessages(library(nlme))
args <- commandArgs(TRUE); folder <- args[1]; sets <- as.integer(args[2]); set.seed(as.integer(args[3]))
arms <- c("Vehicle", "Asnase", "aPD1", "Both")

experiment <- function(k) { # unequal groups, missing days, zeros, dropout, small arms, days that are no whole numbers
  few <- k %% 5 == 0
  n <- if (few) sample(2:3, 4, TRUE) else sample(3:12, 4, TRUE)
  days <- sort(unique(c(0, if (k %% 3 == 0) round(cumsum(runif(7, 0.5, 4)), 2) else cumsum(sample(1:4, 7, TRUE)))))
  shift <- if (k %% 4 == 0) 7 else 0
  slopes <- c(0.12, 0.09, 0.07, 0.04) + rnorm(4, 0, 0.03); rows <- list(); id <- 0
  for (a in 1:4) for (i in seq_len(n[a])) {
    id <- id + 1; v0 <- exp(rnorm(1, log(100), 0.3)); b <- slopes[a] + rnorm(1, 0, 0.02)
    v <- c(v0, v0 * exp(b * days[-1] + rnorm(length(days) - 1, 0, 0.2)))
    keep <- rep(TRUE, length(days))
    if (k %% 2 == 0) { over <- which(v > 600); if (length(over)) keep[seq_along(keep) > over[1]] <- FALSE }
    keep[-1] <- keep[-1] & (runif(length(days) - 1) > 0.08)
    if (k %% 7 == 0 && a == 4) v[v < 80 & days > 0] <- 0
    if (k %% 11 == 0 && i == 1 && a == 1) keep[1] <- FALSE # no volume on day 0
    v <- signif(v, if (k %% 2) 17 else 4)
    if (k %% 13 == 0) v[days > 0] <- pmax(v[days > 0], 40) # ties
    rows[[id]] <- data.frame(mouse = paste0("m", id), arm = arms[a], day = days[keep] + shift, volume = v[keep])
  }
  do.call(rbind, rows)
}

prepare <- function(d, until) {
  d$t <- d$day - min(d$day); start <- d[d$t == 0 & d$volume > 0, c("mouse", "volume")]; names(start)[2] <- "v0"
  d <- merge(d, start); d <- d[d$t > 0 & d$t <= until & d$volume > 0, ]
  d$y <- log(d$volume / d$v0); d$g <- factor(d$arm, levels = arms); d[order(d$g, d$mouse, d$t), ]
}

fit <- function(d) {
  X <- outer(as.integer(d$g), 1:4, "==") * d$t; n <- nrow(X); p <- 4; y <- d$y; id <- d$mouse
  groups <- split(seq_len(n), factor(id, levels = unique(id)))
  solveV <- function(r) lapply(groups, function(i) { v <- diag(length(i)) + r * tcrossprod(d$t[i]); list(v = v, inv = solve(v), det = as.numeric(determinant(v)$modulus)) })
  profile <- function(r) {
    V <- solveV(r); XtX <- matrix(0, p, p); Xty <- numeric(p); logdet <- 0
    for (k in seq_along(groups)) { i <- groups[[k]]; Xi <- X[i, , drop = FALSE]; XtX <- XtX + t(Xi) %*% V[[k]]$inv %*% Xi; Xty <- Xty + t(Xi) %*% V[[k]]$inv %*% y[i]; logdet <- logdet + V[[k]]$det }
    b <- solve(XtX, Xty); rss <- 0
    for (k in seq_along(groups)) { i <- groups[[k]]; e <- y[i] - X[i, , drop = FALSE] %*% b; rss <- rss + t(e) %*% V[[k]]$inv %*% e }
    s2 <- as.numeric(rss) / (n - p)
    list(l = -0.5 * ((n - p) * (log(2 * pi * s2) + 1) + logdet + as.numeric(determinant(XtX)$modulus)), b = as.numeric(b), s2 = s2, XtX = XtX, V = V)
  }
  best <- optimize(function(z) profile(exp(z))$l, c(-25, 6), maximum = TRUE, tol = 1e-10)
  grid <- seq(-20, 4, 0.5); l <- sapply(grid, function(z) profile(exp(z))$l); at <- grid[which.max(l)]
  fine <- optimize(function(z) profile(exp(z))$l, c(at - 1, at + 1), maximum = TRUE, tol = 1e-12)
  if (fine$objective > best$objective) best <- fine
  r <- if (profile(0)$l >= best$objective) 0 else exp(best$maximum)
  # Newton on the derivative, since a maximiser alone knows its place to half the digits only.
  if (r > 0) for (step in 1:6) { h <- 1e-3; f <- sapply(c(-h, 0, h), function(e) profile(exp(log(r) + e))$l); g <- (f[3] - f[1]) / (2 * h); H <- (f[3] - 2 * f[2] + f[1]) / h^2; if (H < 0) r <- exp(log(r) - g / H) }
  o <- profile(r); M <- solve(o$XtX) * o$s2; V <- lapply(o$V, function(v) v$v * o$s2)
  # CR2: A_i = D' (D (V - X M X') D')^{-1/2} D with D'D = V_i; then the robust covariance and what Satterthwaite needs.
  half <- function(S) { e <- eigen((S + t(S)) / 2, symmetric = TRUE); keep <- e$values > 1e-9 * max(e$values); e$vectors[, keep, drop = FALSE] %*% (t(e$vectors[, keep, drop = FALSE]) / sqrt(e$values[keep])) }
  W <- lapply(V, solve); meat <- matrix(0, p, p); G <- list()
  for (k in seq_along(groups)) {
    i <- groups[[k]]; Xi <- X[i, , drop = FALSE]; D <- chol(V[[k]])
    A <- t(D) %*% half(D %*% (V[[k]] - Xi %*% M %*% t(Xi)) %*% t(D)) %*% D
    G[[k]] <- M %*% t(Xi) %*% W[[k]] %*% A; e <- y[i] - Xi %*% o$b
    meat <- meat + G[[k]] %*% e %*% t(e) %*% t(G[[k]])
  }
  list(b = o$b, s2 = o$s2, sb = sqrt(r * o$s2), l = o$l, model = M, robust = meat, G = G, V = V, X = X, groups = groups)
}

freedom <- function(f, c) { # 2 E^2 / Var of c'V c under the working model: P_ij = g_i' Var(e)_ij g_j
  m <- length(f$groups); g <- lapply(f$G, function(G) as.numeric(t(c) %*% G)); P <- matrix(0, m, m)
  for (a in 1:m) for (b in 1:m) {
    S <- -f$X[f$groups[[a]], , drop = FALSE] %*% f$model %*% t(f$X[f$groups[[b]], , drop = FALSE])
    if (a == b) S <- S + f$V[[a]]
    P[a, b] <- g[[a]] %*% S %*% g[[b]]
  }
  sum(diag(P))^2 / sum(P^2)
}

contrast <- function(b, t, method) {
  auc <- function(x) if (abs(x * t) < 1e-6) t * (1 + x * t / 2) else expm1(x * t) / x
  if (method == "bliss") c(b[4] - b[2] - b[3] + b[1]) else if (method == "hsa") b[4] - min(b[2], b[3])
  else { e <- auc(b[2]) + auc(b[3]) - auc(b[1]); if (e > 0) log(auc(b[4]) / e) / t else NA }
}
gradient <- function(b, t, method) sapply(1:4, function(j) { h <- 1e-5; d <- function(h) { u <- b; u[j] <- b[j] + h; contrast(u, t, method) }; (8 * (d(h) - d(-h)) - (d(2 * h) - d(-2 * h))) / (12 * h) })

out <- file.path(folder, "expected.csv"); cat("set,day,method,se,estimate,stdErr,df,pValue,lower,upper,slopes,logLik,sigma,sb,nlmeLogLik\n", file = out)
for (k in seq_len(sets)) {
  d <- experiment(k); write.csv(d, file.path(folder, sprintf("set%03d.csv", k)), row.names = FALSE, quote = FALSE)
  t <- d$day - min(d$day); started <- d$mouse[t == 0 & d$volume > 0]; follow <- sort(unique(t[t > 0 & d$volume > 0 & d$mouse %in% started]))
  for (until in follow[-(1:2)]) {
    x <- prepare(d, until); if (length(unique(x$g)) < 4 || nrow(x) <= 4) next
    f <- tryCatch(fit(x), error = function(e) NULL); if (is.null(f)) next
    peer <- if (until == max(follow)) tryCatch(as.numeric(logLik(lme(y ~ 0 + t:g, random = ~ 0 + t | mouse, data = x, method = "REML", control = lmeControl(opt = "optim", returnObject = TRUE)))), error = function(e) NA) else NA
    for (method in c("bliss", "hsa", "ra")) for (se in c("cr2", "model")) {
      L <- contrast(f$b, until, method)
      if (is.na(L)) { cat(k, until, method, se, "NA,NA,NA,NA,NA,NA", paste(sprintf("%.17g", f$b), collapse = ";"), sprintf("%.17g,%.17g,%.17g,%.17g", f$l, sqrt(f$s2), f$sb, peer), sep = ",", file = out, append = TRUE); cat("\n", file = out, append = TRUE); next }
      c <- gradient(f$b, until, method); v <- if (se == "cr2") f$robust else f$model
      s <- sqrt(as.numeric(t(c) %*% v %*% c)); df <- freedom(f, c); p <- 2 * pt(-abs(L / s), df); q <- qt(0.975, df) * s
      cat(k, until, method, se, sprintf("%.17g,%.17g,%.17g,%.17g,%.17g,%.17g", L, s, df, p, exp((L - q) * until), exp((L + q) * until)),
        paste(sprintf("%.17g", f$b), collapse = ";"), sprintf("%.17g,%.17g,%.17g,%.17g", f$l, sqrt(f$s2), f$sb, peer), sep = ",", file = out, append = TRUE)
      cat("\n", file = out, append = TRUE)
    }
  }
}
