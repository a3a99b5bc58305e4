# Twelve random experiments through nlme and through cavum: how far apart, and which of the two stands at the REML optimum.
# Usage, from the project's root after a build: Rscript scripts/peers/synergy-nlme.R
library(nlme); set.seed(77); cav <- "artifacts/bin/Cavum.Cli/release/cavum"; folder <- tempdir(); all <- c()
for (k in 1:12) {
 d <- do.call(rbind, lapply(1:4, function(g) { n <- sample(4:10,1); do.call(rbind, lapply(1:n, function(m) { days <- seq(0, sample(c(15,18,21),1), 3); if (runif(1)<.3) days <- days[c(TRUE, runif(length(days)-1)<.85)]
  b <- c(.12,.1,.08,.02)[g]+rnorm(1,0,.02); data.frame(mouse=paste0("g",g,"m",m), group=c("V","A","P","C")[g], day=days, volume=exp(log(100)+rnorm(1,0,.2)+b*days+rnorm(length(days),0,.15))) })) }))
 f <- file.path(folder, paste0("d", k, ".csv")); write.csv(format(d, digits=17), f, row.names=FALSE, quote=FALSE); d <- read.csv(f)
 v0 <- ave(d$volume, d$mouse, FUN=function(v) v[1]); d$y <- log(d$volume/v0); e <- d[d$day>0,]; e$group <- factor(e$group)
 fit <- lme(y ~ 0 + group:day, random=~0+day|mouse, data=e, method="REML", control=lmeControl(opt="optim", reltol=1e-15, msTol=1e-14, tolerance=1e-14, maxIter=500, msMaxIter=1000))
 j <- system2(cav, c("preclinical","synergy",f,"--mouse","mouse","--group","group","--day","day","--volume","volume","--control","V","--a","A","--b","P","--combination","C","--json"), stdout=TRUE, stderr=FALSE)
 p <- system2("python3", c("-c", shQuote("import json,sys; r=json.load(sys.stdin)['fit']; print(r['logLikelihood'], repr(r['randomStdDev']), repr(r['residualStdDev'])); [print(x['group'],repr(x['estimate']),repr(x['stdErr'])) for x in r['fixed']]")), input=j, stdout=TRUE)
 pp <- as.numeric(strsplit(p[1],' ')[[1]]); ll <- pp[1]; t <- read.table(text=p[-1]); co <- summary(fit)$tTable; rownames(co) <- sub("group(.):day","\\1",rownames(co))
 r <- c(max(abs(t$V2/co[as.character(t$V1),1]-1)), max(abs(t$V3/co[as.character(t$V1),2]-1)), ll-as.numeric(logLik(fit)))
 X <- model.matrix(~0+group:day, e); Z <- outer(as.character(e$mouse), unique(as.character(e$mouse)), "==")*e$day
 # Newton step that is left in the two variances, relative, from the score and the expected information of the REML likelihood
 step <- function(sb,se) { V1 <- Z%*%t(Z); V2 <- diag(nrow(e)); V <- sb^2*V1+se^2*V2; W <- solve(V); P <- W-W%*%X%*%solve(t(X)%*%W%*%X)%*%t(X)%*%W; Py <- P%*%e$y
  s <- c(-.5*sum(P*V1)+.5*t(Py)%*%V1%*%Py, -.5*sum(diag(P))+.5*sum(Py^2)); PV1 <- P%*%V1; I <- .5*matrix(c(sum(PV1*t(PV1)),sum(PV1*t(P)),sum(PV1*t(P)),sum(P*P)),2); max(abs(solve(I,s)/c(sb^2,se^2))) }
 vc <- as.numeric(VarCorr(fit)[,2]); cat("newton step left, ours", step(pp[2],pp[3]), "nlme", step(vc[1],vc[2]), "\n")
 cat(k, nrow(e), format(r, digits=3), "\n"); all <- rbind(all, r) }
cat("worst", apply(abs(all),2,max), "\n")
