# kbisect's API and worker in one image; docker-compose.yml says which of them a container runs.

FROM node:20-bookworm-slim AS build
WORKDIR /kbisect
COPY . .
# Not `npm ci`: it refuses a lock file without the optional packages of other platforms. No package's own scripts are needed.
RUN npm install --ignore-scripts --no-audit --no-fund \
    && npm run build \
    && npm prune --ignore-scripts --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
# What builds and boots kernels for arm, arm64 and x86_64; the same list as in scripts/system-packages.mjs.
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
      bc bison bubblewrap build-essential busybox-static ca-certificates ccache cpio flex \
      gcc-aarch64-linux-gnu gcc-arm-linux-gnueabi git libelf-dev libssl-dev openssh-client \
      qemu-system-arm qemu-system-x86 rsync xz-utils \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /kbisect
COPY --from=build --chown=root:root /kbisect /kbisect
# Files of a named volume take the owner of the directory that it covers.
RUN install --directory --owner=node --group=node /var/lib/kbisect
USER node
VOLUME /var/lib/kbisect
EXPOSE 8470
CMD ["node", "--enable-source-maps", "apps/api/dist/main.js"]
