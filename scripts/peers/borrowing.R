# The same work as bench/Cavum.Benchmarks/BorrowingBench.cs on the same rows, in base R and survival: what a statistician without maicplus, RBesT, saemix or TMB would write.
# Arguments: folder of the tables, file for the times.
suppressMessages(library(survival))
args <- commandArgs(TRUE); folder <- args[1]; times <- args[2]
clock <- function(task, work, rounds = 2, repeats = 1) { best <- Inf; value <- NA; for (i in seq_len(rounds)) { gc(FALSE); best <- min(best, system.time(for (k in seq_len(repeats)) value <- work())[["elapsed"]]) }; cat(task, ";", best / repeats, ";", format(value, digits = 10), "\n", sep = "", file = times, append = TRUE) }
cat("", file = times)

# MAIC: argmin of sum exp(x'a) by BFGS, as the packages do.
d <- read.csv(file.path(folder, "maic.csv")); other <- read.csv(file.path(folder, "comparator.csv")); target <- c(.5, .35, .45, 63, 58, 61, 60)
centred <- function(x, m) { z <- sweep(as.matrix(x), 2, m); z <- cbind(z, x[, 4]^2 - (m[4]^2 + 81)); z }
weigh <- function(z) { s <- apply(z, 2, sd); z <- sweep(z, 2, s, "/"); o <- optim(rep(0, ncol(z)), function(b) sum(exp(z %*% b)), function(b) colSums(as.vector(exp(z %*% b)) * z), method = "BFGS", control = list(maxit = 1000, reltol = 1e-14)); as.vector(exp(z %*% o$par)) }
clock("maic", function() { w <- weigh(centred(d[, 1:7], target)); sum(w)^2 / sum(w^2) }, 3, 50)
set.seed(7)
clock("maic-bootstrap", function() { h <- replicate(1000, { i <- sample.int(500, 500, TRUE); j <- sample.int(300, 300, TRUE); w <- weigh(centred(d[i, 1:7], target))
  f <- coxph(Surv(c(d$time[i], other$time[j]), c(d$event[i], other$event[j])) ~ rep(1:0, c(500, 300)), weights = c(w, rep(1, 300)), robust = FALSE); coef(f) }); sd(h) }, 1)

# MAP: nested sums over mu, tau and each arm's logit.
n <- c(44, 190, 27, 91, 41); r <- c(9, 39, 7, 31, 6)
map <- function() {
  tau <- (seq(.5, 99.5) / 100)^2 * 6; wt <- seq(.5, 99.5) / 100 * exp(-tau^2 / 2); mu <- seq(-7, 4, length.out = 201); u <- seq(-7, 7, length.out = 81); du <- u[2] - u[1]; g <- dnorm(u) * du
  post <- matrix(0, 100, 201); mean <- 0; p2 <- 0
  for (i in 1:100) { th <- outer(mu, u * tau[i], `+`); a <- plogis(th, log.p = TRUE); b <- plogis(-th, log.p = TRUE); l <- dnorm(mu, 0, 2, TRUE); for (h in 1:5) l <- l + log(as.vector(exp(r[h] * a + (n[h] - r[h]) * b + 60 * (h == 2)) %*% g)); post[i, ] <- l }
  post <- exp(post - max(post)) * wt; post <- post / sum(post)
  for (i in 1:100) { p <- plogis(outer(mu, u * tau[i], `+`)); mean <- mean + sum(post[i, ] * (p %*% g)); p2 <- p2 + sum(post[i, ] * (p^2 %*% g)) }
  sqrt(p2 - mean^2)
}
clock("map", map)

# Censored nonlinear mixed model: two random effects, adaptive Gauss-Hermite with 9 x 9 nodes about each subject's mode, nlminb outside.
v <- read.csv(file.path(folder, "nonlinear.csv")); parts <- split(v, v$id)
k <- 9; m <- matrix(0, k, k); m[cbind(1:(k - 1), 2:k)] <- m[cbind(2:k, 1:(k - 1))] <- sqrt(1:(k - 1) / 2); e <- eigen(m, symmetric = TRUE); node <- e$values; wgt <- e$vectors[1, ]^2 * sqrt(pi)
grid <- as.matrix(expand.grid(node, node)); lw <- log(as.vector(outer(wgt, wgt))) + rowSums(grid^2)
curve <- function(a, b, c, f, t) { one <- a - exp(c) * t; two <- b - exp(f) * t; top <- pmax(one, two); (top + log(exp(one - top) + exp(two - top))) / log(10) }
modes <- new.env()
subject <- function(p, q, id) {
  s1 <- exp(p[5]); s2 <- exp(p[6]); sg <- exp(p[7])
  j <- function(b) { mu <- curve(p[1] + b[1], p[2] + b[2], p[3], p[4], q$t); -(sum(dnorm(q$y[!q$c], mu[!q$c], sg, TRUE)) + sum(pnorm(q$y[q$c], mu[q$c], sg, log.p = TRUE)) + dnorm(b[1], 0, s1, TRUE) + dnorm(b[2], 0, s2, TRUE)) }
  o <- optim(if (is.null(modes[[id]])) c(0, 0) else modes[[id]], j, method = "BFGS", hessian = TRUE, control = list(reltol = 1e-10)); modes[[id]] <- o$par
  L <- tryCatch(t(chol(solve(o$hessian))), error = function(e) diag(c(s1, s2))); pts <- sweep(sqrt(2) * grid %*% t(L), 2, o$par, "+")
  val <- apply(pts, 1, j); x <- lw - val; top <- max(x); top + log(sum(exp(x - top))) + log(2) + sum(log(diag(L)))
}
clock("nonlinear", function() { for (q in names(parts)) parts[[q]]$c <- as.logical(parts[[q]]$cens); rm(list = ls(modes), envir = modes)
  f <- function(p) -sum(mapply(function(q, id) subject(p, q, id), parts, names(parts))); o <- nlminb(c(9, 5, -1.5, -4, log(1.5), log(1), log(.3)), f, control = list(rel.tol = 1e-9)); -o$objective }, 1)
