#!/bin/sh
# Installs Tự Soi on Debian 12, Ubuntu 24.04 or newer, from the folder in which this file lies:
#     sudo sh docs/server/install.sh https://tusoi.example.vn
# May be run again, for example after an update: it keeps settings, data and key.
set -eu

url=${1:-}
source=$(cd "$(dirname "$0")/../.." && pwd)
home=${TARGET:-}/srv/tusoi
backups=${TARGET:-}/srv/backup
units=${TARGET:-}/etc/systemd/system
bin=${TARGET:-}/usr/local/bin

case $url in
https://?*) ;;
*)
    echo "cần địa chỉ trang, ví dụ: sudo sh $0 https://tusoi.example.vn" >&2
    exit 2
    ;;
esac
if [ "$(id -u)" != 0 ]; then
    echo "hãy chạy bằng sudo: sudo sh $0 $url" >&2
    exit 2
fi
apt-get update
apt-get install -y python3-venv sudo fonts-croscore
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "cần Python 3.11 trở lên (Debian 12, Ubuntu 24.04)" >&2
    exit 2
fi

id tusoi >/dev/null 2>&1 || useradd --system --create-home --home-dir "$home" tusoi
install -d -o tusoi -m 0750 "$home"
install -d -o tusoi -m 0700 "$backups"
install -d "$units" "$bin"

# The former version stays in app.old until a newer one comes, however often this is run.
if [ "$source" != "$home/app" ] && ! diff -rq -x .git -x .venv -x __pycache__ -x '*.egg-info' \
    "$source" "$home/app" >/dev/null 2>&1; then
    rm -rf "$home/app.new"
    cp -R "$source" "$home/app.new"
    rm -rf "$home/app.new/.venv" "$home/app.old"
    [ ! -e "$home/app" ] || mv "$home/app" "$home/app.old"
    mv "$home/app.new" "$home/app"
fi
chown -R tusoi "$home/app"

cd "$home"
[ -x .venv/bin/python ] || sudo -u tusoi -H python3 -m venv .venv
sudo -u tusoi -H .venv/bin/pip install --quiet --require-hashes -r app/requirements.lock
sudo -u tusoi -H .venv/bin/pip install --quiet --no-build-isolation --no-deps -e app

if [ ! -e .env ]; then
    umask 077
    printf 'TUSOI_WEB_URL=%s\nTUSOI_OPERATOR=\nTUSOI_TELEGRAM_TOKEN=\n' "$url" >.env
    chown tusoi .env
fi

install -m 0755 app/docs/server/tusoi "$bin/tusoi"
for unit in tusoi.service tusoi-backup.service tusoi-backup.timer; do
    install -m 0644 "app/docs/server/$unit" "$units/$unit"
done
systemctl daemon-reload
systemctl enable tusoi.service
systemctl enable --now tusoi-backup.timer

echo "Đã cài xong. Bước tiếp theo: tạo chi bộ đầu tiên (tusoi init), rồi: sudo systemctl start tusoi"
